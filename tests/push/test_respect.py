"""When something reaches a phone, and when it does not: quiet time, pauses, three a week, and "Stop"."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import engine, filling, jobs, wording
from peer_app.push.models import (
    CHANGE,
    NOT_DELIVERED,
    REMINDER,
    STOPPED,
    TOLD,
    WAITING,
    Delivery,
    Notification,
    Progress,
    notifications,
)
from tests.factories import make_account
from tests.push.conftest import row_of
from tests.push_service import Answer, PushSubscription

NOON = datetime(2027, 6, 9, 11, tzinfo=UTC)
EVENING = datetime(2027, 6, 9, 19, 30, tzinfo=UTC)  # half past eight in London
MORNING = datetime(2027, 6, 10, 8, tzinfo=UTC)


@pytest.fixture
def at(app, monkeypatch):
    """Set the clock, with quiet time as it comes."""

    def set_to(moment: datetime) -> None:
        app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_to


@pytest.fixture
def phone(follow):
    """`phone("America/New_York")` follows open events in that time zone."""

    def make(zone: str = "Europe/London", **facts):
        made = follow("events", **facts)
        row_of(made).time_zone = zone
        db.session.commit()
        return made

    return make


def notify(key: str = "x", **facts) -> Notification:
    """A notification for everyone who follows open events."""
    common = {"kind": TOLD, "topic": "events", "title": "News", "body": "Come by.", "path": "/"}
    made, _is_new = Notification.create(
        dedupe_key=key, **common | {"expires_at": clock.now() + timedelta(days=14)} | facts
    )
    made.deliver_to_followers()
    db.session.commit()
    return made


def deliveries(notification: Notification) -> list[Delivery]:
    db.session.expire_all()
    rows = db.session.query(Delivery).filter_by(notification_id=notification.id)
    return list(rows.order_by(Delivery.subscription_id))


def comes(notification: Notification) -> list[datetime]:
    return [it.next_try_at for it in deliveries(notification)]


def test_quiet_time_is_that_of_each_phone(at, phone, service, progress):
    phone("Europe/London"), phone("America/New_York"), phone("Asia/Tokyo")
    at(EVENING)
    told = notify()
    assert comes(told) == [MORNING, EVENING, EVENING + timedelta(hours=4, minutes=30)]
    engine.run()
    assert progress(told) == Progress(accepted=1, waiting=2)
    at(MORNING - timedelta(seconds=1))
    engine.run()
    assert len(service.messages) == 2
    at(MORNING)
    engine.run()
    assert progress(told) == Progress(accepted=3)


def test_a_retry_that_drifts_into_the_night_waits(at, phone, service, progress):
    late = EVENING - timedelta(minutes=31)
    stuck = phone(answers=(Answer(500),))
    at(late)
    told = notify()
    engine.run()
    at(EVENING)
    engine.run()
    assert comes(told) == [MORNING]
    assert len(service.of(stuck)) == 1
    at(MORNING)
    engine.run()
    assert progress(told) == Progress(accepted=1)


def test_what_is_over_in_the_morning_is_not_delivered(at, phone, service, progress):
    phone("Europe/London"), phone("America/New_York")
    at(EVENING)
    told = notify(expires_at=MORNING)
    assert progress(told) == Progress(waiting=1, not_delivered=1)
    engine.run()
    assert progress(told) == Progress(accepted=1, not_delivered=1)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (11, EVENING),
        (12, EVENING),
        (12.25, EVENING + timedelta(minutes=15)),
        (25, MORNING),
    ],
)
def test_a_change_comes_at_night_if_it_begins_within_twelve_hours(at, phone, hours, expected):
    phone()
    at(EVENING)
    begins = EVENING + timedelta(hours=hours)
    assert comes(notify(kind=CHANGE, listing_key="event:1", happens_at=begins)) == [expected]


@pytest.mark.parametrize(
    ("made", "begins", "expected"),
    [
        # An event at nine, two hours before.
        ("2027-06-10 06:00", "2027-06-10 08:00", "2027-06-10 06:00"),
        # The evening before, made late because somebody followed late: not at night.
        ("2027-06-09 20:00", "2027-06-10 08:00", "2027-06-10 06:00"),
        ("2027-06-09 20:00", "2027-06-10 12:00", "2027-06-10 08:00"),
    ],
)
def test_a_reminder_that_was_asked_for_is_not_late(at, phone, made, begins, expected):
    made, begins, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (made, begins, expected))
    phone()
    at(made)
    facts = {"kind": REMINDER, "happens_at": begins, "expires_at": begins}
    assert comes(notify("asked", listing_key="events", **facts)) == [expected]
    # One for a whole kind was not asked for so exactly.
    [other] = deliveries(notify("not", listing_key="van-stop:1", **facts))
    assert other.next_try_at == max(made, MORNING)
    assert other.state == (WAITING if begins > MORNING else NOT_DELIVERED)


def pause(phone: PushSubscription, until: datetime) -> None:
    row_of(phone).paused_until = until
    db.session.commit()


def test_whoever_paused_is_told_nothing(at, phone, service, progress):
    paused, back, pauses_later = phone(), phone(), phone()
    at(NOON)
    pause(paused, NOON + timedelta(days=1)), pause(back, NOON)
    told = notify()
    assert progress(told) == Progress(waiting=2)
    pause(pauses_later, NOON + timedelta(seconds=1))
    engine.run()
    assert [message.subscription for message in service.messages] == [back.id]
    assert progress(told) == Progress(accepted=1, not_delivered=1)


def test_not_more_than_three_a_week(at, phone, service, progress):
    mine = phone()
    days = [NOON + timedelta(days=day) for day in (0, 1, 3)]
    for number, day in enumerate(days):
        at(day)
        notify(str(number))
        engine.run()
    at(days[2] + timedelta(days=1))
    fourth, fifth = notify("4"), notify("5")
    short = notify("short", expires_at=NOON + timedelta(days=7))
    engine.run()
    assert len(service.of(mine)) == 3
    assert progress(short) == Progress(not_delivered=1)
    assert comes(fourth)[0] == NOON + timedelta(days=7)
    assert comes(fifth)[0] == NOON + timedelta(days=8)
    for day, count in ((7, 4), (8, 5)):
        at(NOON + timedelta(days=day) - timedelta(seconds=1))
        engine.run()
        assert len(service.of(mine)) == count - 1
        at(NOON + timedelta(days=day))
        engine.run()
        assert len(service.of(mine)) == count


def test_the_end_of_the_week_is_not_at_night(at, phone):
    phone()
    at(NOON)
    for number in range(3):
        notify(str(number))
    engine.run()
    # As if the phone had lain in another time zone then.
    db.session.query(Delivery).update({Delivery.counted_at: EVENING - timedelta(days=1)})
    db.session.commit()
    fourth = notify("4")
    engine.run()
    assert comes(fourth) == [EVENING + timedelta(days=6) + (MORNING - EVENING)]


def test_only_what_was_accepted_counts_and_only_what_was_told(at, phone, service):
    mine = phone(answers=(Answer(413), Answer(500)))
    at(NOON)
    for number in range(2):
        notify(str(number))
    for number in range(4):
        notify(f"r{number}", kind=REMINDER, listing_key="events", happens_at=NOON + timedelta(days=1))
    engine.run()
    assert len(service.of(mine)) == 6
    assert db.session.query(Delivery).filter(Delivery.counted_at.is_not(None)).count() <= 2
    for number in range(3):
        notify(f"t{number}")
    engine.run()
    at(NOON + timedelta(hours=1))
    engine.run()
    told = {it.id for it in db.session.query(Notification).filter_by(kind=TOLD)}
    counted = db.session.query(Delivery).filter(Delivery.counted_at.is_not(None)).all()
    assert len(counted) == 3
    assert {it.notification_id for it in counted} <= told


def test_what_is_stopped_does_not_go_out(at, phone, service, progress):
    for _ in range(3):
        phone()
    at(NOON)
    told, other = notify(), notify("other")
    told.stop(make_account())
    db.session.commit()
    assert progress(told) == Progress(stopped=3)
    engine.run()
    assert len(service.messages) == 3
    assert progress(told) == Progress(stopped=3)
    assert progress(other) == Progress(accepted=3)
    assert {it.state for it in deliveries(told)} == {STOPPED}


def test_stopping_in_mid_run_lets_at_most_a_chunk_go(at, phone, service, progress, monkeypatch):
    for _ in range(12):
        phone()
    monkeypatch.setattr(engine, "CHUNK", 4)
    at(NOON)
    told, by = notify(), make_account()
    settle = engine.settle

    def stop_then_settle(outcomes):
        told.stop(by)
        db.session.commit()
        settle(outcomes)

    monkeypatch.setattr(engine, "settle", stop_then_settle)
    engine.run()
    assert 0 < len(service.messages) <= 4
    assert progress(told) == Progress(accepted=len(service.messages), stopped=12 - len(service.messages))
    assert told.stopped_by_id == by.id


def test_when_none_of_a_chunk_may_go_out_the_next_is_looked_at(at, phone, service, progress, monkeypatch):
    for _ in range(5):
        phone()
    monkeypatch.setattr(engine, "CHUNK", 2)
    at(NOON)
    told = notify()
    told.stop(make_account())
    other = notify("other")
    engine.run()
    assert progress(other) == Progress(accepted=5)


def test_what_is_for_later_goes_to_those_who_follow_then(at, phone, service, progress):
    early, leaves = phone(), phone()
    at(NOON)
    told = notify(send_at=NOON + timedelta(hours=2))
    assert progress(told) == Progress(waiting=2)
    late = phone()
    row_of(leaves).stop()
    db.session.commit()
    jobs.fill()
    engine.run()
    assert service.messages == []
    at(NOON + timedelta(hours=2))
    jobs.fill()
    engine.run()
    assert {message.subscription for message in service.messages} == {early.id, late.id}
    assert progress(told) == Progress(accepted=2)


def test_what_is_for_later_can_be_stopped_before(at, phone, service, progress):
    phone()
    at(NOON)
    told = notify(send_at=NOON + timedelta(hours=2))
    told.stop(make_account())
    db.session.commit()
    at(NOON + timedelta(hours=2))
    jobs.fill()
    engine.run()
    assert service.messages == []
    assert progress(told) == Progress()


def test_many_deliveries_are_made_in_pieces_that_resume(at, phone, progress, monkeypatch):
    phones = [row_of(phone()).id for _ in range(9)]
    monkeypatch.setattr(notifications, "AT_ONCE", 3)
    monkeypatch.setattr(filling, "PIECE", 2)
    at(NOON)
    told = notify()
    assert told.filled_to == phones[2]
    assert progress(told) == Progress(waiting=9)
    assert filling.fill_piece()
    assert [it.subscription_id for it in deliveries(told)] == phones[:5]
    jobs.fill()
    assert [it.subscription_id for it in deliveries(told)] == phones
    assert told.filled_to is None
    assert not filling.is_due()
    assert progress(told) == Progress(waiting=9)


def test_filling_again_adds_those_who_are_new(at, phone, monkeypatch):
    phone(), phone()
    at(NOON)
    told = notify()
    phone()
    monkeypatch.setattr(notifications, "AT_ONCE", 1)
    told.deliver_to_followers()
    jobs.fill()
    assert len(deliveries(told)) == 3


def test_each_is_told_in_their_own_language_or_the_first(at, phone, service):
    phones = {code: phone(discreet=False) for code in ("en", "ar", "pt")}
    for code, it in phones.items():
        row_of(it).language = code
    db.session.commit()
    at(NOON)
    notify(language="ar", title="أخبار", body="تعالوا", translations={"pt": {"title": "Novidades", "body": "Venha."}})
    engine.run()
    shown = {code: service.of(it)[0].json()["notification"] for code, it in phones.items()}
    texts = {code: (it["title"], it["lang"], it["dir"]) for code, it in shown.items()}
    assert texts == {
        "en": ("أخبار", "ar", "rtl"),
        "ar": ("أخبار", "ar", "rtl"),
        "pt": ("Novidades", "pt-PT", "ltr"),
    }
    assert shown["en"]["navigate"].endswith("/en/#told=events")


def test_what_is_discreet_is_in_the_readers_language(at, phone):
    at(NOON)
    told = notify(language="ar", title="أخبار", body="تعالوا")
    assert b'"lang": "en-GB", "dir": "ltr"' in wording.message(told, "en", True, "")
