"""When something reaches a phone: not in quiet time, not while it is paused, not more than three a week."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.extensions import db
from peer_app.push import engine
from peer_app.push.models import CHANGE, NOT_DELIVERED, REMINDER, TOLD, WAITING, Delivery, Notification, Progress
from tests.push.conftest import row_of
from tests.push.notices import EVENING, MORNING, NOON, comes, deliveries, notify
from tests.push_service import Answer, PushSubscription


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
