""" "Remind me" reminds: the day before at 18:00 and two hours before, each once; of the van that morning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import engine, jobs, operations, reminders, subscriptions
from peer_app.push.models import REMINDER, Delivery, Notification
from tests.factories import make_event, make_group, make_van_stop

LONDON = ZoneInfo("Europe/London")


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=LONDON)


@pytest.fixture
def set_clock(monkeypatch):
    def to(*when: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: at(*when).astimezone(UTC))

    return to


def waiting_reminders() -> int:
    db.session.expire_all()
    return (
        db.session.query(Delivery)
        .join(Notification, Notification.id == Delivery.notification_id)
        .filter(Notification.kind == REMINDER)
        .count()
    )


@pytest.fixture
def follow_quietly(app, service):
    """A phone that follows, without sending it anything yet."""

    def subscribe(*topics):
        phone = service.subscribe()
        operations.keep(
            subscriptions.read(phone.to_json() | {"topics": list(topics)}, app.config["PUSH_EXTRA_ORIGINS"])
        )
        db.session.commit()
        return phone

    return subscribe


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ((2027, 6, 9, 17, 59), 0),
        ((2027, 6, 9, 18, 0), 1),
        ((2027, 6, 9, 19, 59), 1),
        ((2027, 6, 9, 20, 0), 1),
        ((2027, 6, 10, 7, 59), 1),
        ((2027, 6, 10, 8, 0), 1),
        ((2027, 6, 10, 9, 59), 1),
        ((2027, 6, 10, 10, 0), 0),
        ((2027, 6, 10, 11, 0), 0),
    ],
)
def test_when_an_event_at_ten_is_reminded_of(follow_quietly, set_clock, now, due):
    set_clock(2027, 6, 1, 12)
    event = make_event(starts_at=at(2027, 6, 10, 10))
    follow_quietly(f"event:{event.id}")
    set_clock(*now)
    reminders.fill()
    assert waiting_reminders() == due


@pytest.mark.parametrize(
    ("starts", "first"),
    [
        # The clocks go forward on 28 March and back on 31 October 2027.
        (at(2027, 3, 28, 19), at(2027, 3, 27, 18)),
        (at(2027, 10, 31, 23, 30), at(2027, 10, 30, 18)),
        (at(2027, 10, 31, 10), at(2027, 10, 30, 18)),
    ],
)
def test_the_evening_before_is_found_when_the_clocks_change(follow_quietly, monkeypatch, set_clock, starts, first):
    set_clock(2027, 3, 1, 12)
    event = make_event(starts_at=starts)
    follow_quietly(f"event:{event.id}")
    for moment, due in ((first - timedelta(minutes=1), 0), (first, 1)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment.astimezone(UTC))
        reminders.fill()
        assert waiting_reminders() == due


def test_it_is_made_once_however_often_it_is_looked_for(follow_quietly, set_clock):
    set_clock(2027, 6, 9, 18, 5)
    event = make_event(starts_at=at(2027, 6, 10, 10))
    follow_quietly(f"event:{event.id}")
    for _ in range(3):
        reminders.fill()
    assert waiting_reminders() == 1
    assert db.session.query(Notification).filter_by(kind=REMINDER).count() == 1
    follow_quietly(f"event:{event.id}")
    reminders.fill()
    assert waiting_reminders() == 2


def test_only_those_who_asked_are_reminded(follow_quietly, set_clock):
    set_clock(2027, 6, 9, 18, 5)
    event, other = make_event(starts_at=at(2027, 6, 10, 10)), make_event(starts_at=at(2027, 6, 20, 10))
    follow_quietly("events", f"event:{other.id}")
    follow_quietly(f"event:{event.id}")
    reminders.fill()
    assert waiting_reminders() == 1


def test_a_followed_group_is_reminded_of_before_each_meeting(follow_quietly, set_clock):
    set_clock(2027, 3, 1, 18, 5)
    group = make_group()
    follow_quietly(f"group:{group.id}")
    reminders.fill()
    assert waiting_reminders() == 1
    set_clock(2027, 3, 2, 9, 5)
    reminders.fill()
    assert waiting_reminders() == 1
    set_clock(2027, 3, 8, 18, 5)
    reminders.fill()
    assert waiting_reminders() == 2


def test_the_jobs_make_it_and_send_it(follow, service, monkeypatch):
    now = clock.now()
    evening = datetime.combine(clock.local(now).date(), datetime.min.time(), LONDON).replace(hour=18, minute=30)
    # Far enough ahead of the real clock for its signatures still to hold.
    monkeypatch.setattr(clock, "now", lambda: evening.astimezone(UTC))
    event = make_event(title="Breakfast", starts_at=evening + timedelta(hours=15))
    phone = follow(f"event:{event.id}", discreet=False)
    jobs.remind()
    jobs.send()
    [message] = service.of(phone)
    facts = message.json()["notification"]
    assert facts["title"] == "Breakfast"
    assert facts["body"] == "Tomorrow at 09:30, Coffee Lovers Cafe."
    assert facts["navigate"].endswith(f"/en/events/{event.slug}#told=event:{event.id}")
    assert message.headers["ttl"] == str(24 * 60 * 60), "fifteen hours, rounded up"
    assert message.json()["notification"]["tag"] == f"event-{event.id}"
    jobs.remind()
    jobs.send()
    assert len(service.of(phone)) == 1


def test_a_reminder_that_came_too_late_is_not_sent(follow, service, set_clock):
    set_clock(2027, 6, 9, 18, 5)
    event = make_event(starts_at=at(2027, 6, 10, 10))
    phone = follow(f"event:{event.id}")
    reminders.fill()
    set_clock(2027, 6, 10, 10, 1)
    engine.run()
    assert service.of(phone) == []


def test_the_second_one_comes_two_hours_before_and_takes_the_firsts_place(follow, service, set_clock):
    set_clock(2027, 6, 9, 18, 5)
    event = make_event(starts_at=at(2027, 6, 10, 10))
    phone = follow(f"event:{event.id}")
    for _ in range(2):
        jobs.remind()
        jobs.send()
    set_clock(2027, 6, 10, 7, 59)
    jobs.remind()
    jobs.send()
    assert len(service.of(phone)) == 1
    set_clock(2027, 6, 10, 8, 0)
    for _ in range(2):
        jobs.remind()
        jobs.send()
    evening, morning = service.of(phone)
    assert evening.headers["topic"] == morning.headers["topic"]
    assert evening.json()["notification"]["body"] == "Something you follow is on tomorrow."
    assert morning.json()["notification"]["body"] == "Something you follow is on today."


def test_two_hours_before_is_asked_for_in_quiet_time_as_well(app, follow, service, set_clock):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    set_clock(2027, 6, 1, 12)
    event = make_event(starts_at=at(2027, 6, 10, 9))
    phone = follow(f"event:{event.id}")
    set_clock(2027, 6, 10, 7, 0)
    jobs.remind()
    jobs.send()
    assert len(service.of(phone)) == 1


@pytest.mark.parametrize(
    ("starts", "followed", "comes"),
    [
        # Two hours before would be in the night: the evening before has to do.
        ((10, 8, 59), (1, 12, 0), ["09 18:00"]),
        ((10, 6, 0), (1, 12, 0), ["09 18:00"]),
        ((10, 9, 0), (1, 12, 0), ["09 18:00", "10 07:00"]),
        # It is quiet already by then: as soon as the night is over, if that is still of use.
        ((10, 8, 30), (9, 21, 0), ["10 07:00"]),
        ((10, 8, 30), (10, 3, 0), ["10 07:00"]),
        ((10, 6, 30), (9, 21, 0), []),
        # Late in the evening nobody is woken.
        ((11, 1, 0), (1, 12, 0), ["10 18:00", "10 23:00"]),
    ],
)
def test_nobody_is_woken_before_dawn(app, follow_quietly, service, set_clock, starts, followed, comes):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    set_clock(2027, 6, *followed)
    event = make_event(starts_at=at(2027, 6, *starts))
    phone = follow_quietly(f"event:{event.id}")
    jobs.send()
    service.forget()  # the first one, which shows that it works
    moment, came = at(2027, 6, *followed), []
    while moment < event.starts_at:
        set_clock(*moment.timetuple()[:5])
        jobs.remind()
        jobs.send()
        if len(service.of(phone)) > len(came):
            came.append(f"{moment:%d %H:%M}")
        moment += timedelta(minutes=30)
    assert came == comes


def test_from_when_it_may_wake_somebody_is_a_setting(app, follow_quietly, set_clock):
    app.config["REMIND_NOT_BEFORE"] = "05:30"
    set_clock(2027, 6, 1, 12)
    event = make_event(starts_at=at(2027, 6, 10, 8))
    follow_quietly(f"event:{event.id}")
    set_clock(2027, 6, 10, 6)
    reminders.fill()
    notification = db.session.query(Notification).filter_by(kind=REMINDER).one()
    assert notification.may_come_at(clock.now(), "Europe/London") == clock.now()
    app.config.update(REMIND_NOT_BEFORE="07:00", QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    assert notification.may_come_at(clock.now(), "Europe/London") == at(2027, 6, 10, 7)


def test_whoever_asks_late_at_night_is_reminded_once(app, follow_quietly, service, set_clock):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    set_clock(2027, 6, 9, 21, 0)
    event = make_event(starts_at=at(2027, 6, 10, 10))
    phone = follow_quietly(f"event:{event.id}")
    jobs.send()
    service.forget()  # the first one, which shows that it works
    for now in ((9, 21, 5), (10, 8, 1), (10, 9, 1)):
        set_clock(2027, 6, *now)
        jobs.remind()
        jobs.send()
    assert len(service.of(phone)) == 1


def test_a_worker_that_was_away_makes_up_for_it_with_one(follow, service, set_clock):
    set_clock(2027, 6, 1, 12)
    event = make_event(starts_at=at(2027, 6, 10, 10))
    phone = follow(f"event:{event.id}")
    set_clock(2027, 6, 10, 9, 30)
    for _ in range(2):
        jobs.remind()
        jobs.send()
    assert len(service.of(phone)) == 1


def test_when_is_a_setting(app, follow_quietly, set_clock):
    app.config.update(REMIND_AT="16:30", REMIND_HOURS=0)
    set_clock(2027, 6, 1, 12)
    event = make_event(starts_at=at(2027, 6, 10, 10))
    follow_quietly(f"event:{event.id}")
    for now, count in (((9, 16, 29), 0), ((9, 16, 30), 1), ((10, 9, 59), 1)):
        set_clock(2027, 6, *now)
        reminders.fill()
        assert waiting_reminders() == count


def test_what_is_cancelled_is_not_reminded_of(follow_quietly, set_clock):
    set_clock(2027, 6, 9, 18, 5)
    event = make_event(starts_at=at(2027, 6, 10, 10))
    follow_quietly(f"event:{event.id}")
    event.cancelled_at = clock.now()
    db.session.commit()
    reminders.fill()
    assert waiting_reminders() == 0


@pytest.mark.parametrize(
    ("now", "due"),
    [((9, 18, 0), 0), ((10, 8, 59), 0), ((10, 9, 0), 1), ((10, 11, 30), 1), ((10, 15, 59), 1), ((10, 16, 0), 0)],
)
def test_a_van_stop_is_told_of_that_morning(follow_quietly, set_clock, now, due):
    set_clock(2027, 6, 1, 12)
    make_van_stop(area="Brixton", starts_at=at(2027, 6, 10, 11))
    follow_quietly("van-stops:brixton")
    set_clock(2027, 6, *now)
    reminders.fill()
    assert waiting_reminders() == due


def test_of_its_area_or_of_all_and_once_even_for_both(follow, service, set_clock):
    set_clock(2027, 6, 10, 9, 0)
    stop = make_van_stop(area="Brixton", starts_at=at(2027, 6, 10, 11))
    make_van_stop(area="Streatham", starts_at=at(2027, 6, 12, 11))
    near, everywhere, both = follow("van-stops:brixton"), follow("van-stops"), follow("van-stops", "van-stops:brixton")
    elsewhere, other = follow("van-stops:streatham"), follow("events")
    for _ in range(2):
        jobs.remind()
        jobs.send()
    for phone in (near, everywhere, both):
        [message] = service.of(phone)
        assert message.json()["notification"]["tag"] == f"van-stop-{stop.id}"
    assert service.of(elsewhere) == service.of(other) == []


def test_a_stop_without_an_area_is_for_those_who_follow_all(follow, service, set_clock):
    set_clock(2027, 6, 10, 9, 0)
    make_van_stop(starts_at=at(2027, 6, 10, 11))
    make_van_stop(area="Brixton", starts_at=at(2027, 6, 12, 11))
    near, everywhere = follow("van-stops:brixton"), follow("van-stops")
    jobs.remind()
    jobs.send()
    assert (len(service.of(near)), len(service.of(everywhere))) == (0, 1)


TOO_SOON = [
    ("2027-06-10T19:59", "2027-06-10T21:00", False),
    ("2027-06-10T20:01", "2027-06-10T21:00", True),
    ("2027-06-10T20:01", "2027-06-11T08:30", True),
    ("2027-06-10T20:01", "2027-06-11T09:30", False),
    ("2027-06-10T07:00", "2027-06-10T08:30", True),
    ("2027-06-10T12:00", "2027-06-11T06:30", False),
    ("2027-06-10T07:00", "2027-06-10T10:00", False),
    ("2027-06-01T12:00", "2027-06-10T08:30", False),
]


@pytest.mark.parametrize("hours", [0, 2])
@pytest.mark.parametrize(("now", "starts", "too_soon"), TOO_SOON)
def test_what_begins_before_any_reminder_could_come_is_too_soon(app, monkeypatch, now, starts, too_soon, hours):
    """Shortly before it begins, one comes at any hour; without that, none in quiet time."""
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00", REMIND_HOURS=hours)
    zone = clock.time_zone()
    event = make_event(starts_at=datetime.fromisoformat(starts).replace(tzinfo=zone))
    moment = datetime.fromisoformat(now).replace(tzinfo=zone)
    monkeypatch.setattr(clock, "now", lambda: moment)
    is_too_soon = too_soon and hours == 0
    assert reminders.too_soon({event.listing.key, "events"}) == ([event.listing.key] if is_too_soon else [])


@pytest.mark.parametrize(("starts", "too_soon"), [("06:59", True), ("07:00", True), ("07:01", False)])
def test_what_begins_before_dawn_is_too_soon_once_it_is_quiet(app, set_clock, starts, too_soon):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    set_clock(2027, 6, 9, 20, 1)
    event = make_event(starts_at=at(2027, 6, 10, *map(int, starts.split(":"))))
    assert reminders.too_soon({event.listing.key}) == ([event.listing.key] if too_soon else [])
