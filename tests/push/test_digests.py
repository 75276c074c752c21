"""The weekly digest: once a week, on the day and at the hour each person chose, and never about nothing."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import digests, engine, jobs
from peer_app.push.digests import next_due
from peer_app.push.models import DIGEST, Delivery, Notification
from tests.factories import make_event
from tests.push.conftest import row_of

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
#: A Wednesday, at noon in London.
NOW = datetime(2027, 6, 9, 11, tzinfo=UTC)


@pytest.fixture
def wants(app, at, ask):
    """A phone that asks for it, at a moment on the clock."""

    def wants(now=NOW, zone="Europe/London", day=0, hour="10:00", **wish):
        at(now)
        return ask(add=["digest"], time_zone=zone, digest={"day": day, "at": hour}, **wish)

    return wants


def made() -> int:
    db.session.expire_all()
    ids = db.session.query(Notification.id).filter_by(kind=DIGEST)
    return db.session.query(Delivery).filter(Delivery.notification_id.in_(ids)).count()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", ["00:15", "02:15", "10:00", "23:45"])
def test_every_hour_of_a_year_leads_to_the_chosen_day_and_hour(zone, hour):
    """Also where the clocks change, and once a calendar week however often it is looked for."""
    where = ZoneInfo(zone)
    moment, last, weeks = datetime(2027, 1, 1, tzinfo=UTC), None, set()
    while moment < datetime(2028, 1, 1, tzinfo=UTC):
        due = next_due(2, hour, zone, after=moment, last=last)
        local = due.astimezone(where)
        assert moment < due <= moment + timedelta(days=14)
        assert local.weekday() == 2
        if last is None or due != last:
            assert local.isocalendar()[:2] not in weeks
            weeks.add(local.isocalendar()[:2])
        last, moment = due, due + timedelta(hours=1)
    assert len(weeks) == 53


def test_it_comes_once_at_the_chosen_hour_and_again_a_week_later(wants, at, service):
    make_event(title="Breakfast", starts_at=NOW + timedelta(days=8), ends_at=NOW + timedelta(days=8, hours=2))
    phone = wants(day=0, hour="10:00")
    for moment, count in (
        (datetime(2027, 6, 14, 8, 59, tzinfo=UTC), 0),
        (datetime(2027, 6, 14, 9, 0, tzinfo=UTC), 1),
        (datetime(2027, 6, 14, 9, 1, tzinfo=UTC), 1),
        (datetime(2027, 6, 15, 9, 0, tzinfo=UTC), 1),
    ):
        at(moment)
        for _ in range(2):
            digests.fill()
        assert made() == count
    assert row_of(phone).digest_due_at == datetime(2027, 6, 21, 9, tzinfo=UTC)


def test_nothing_comes_in_a_week_with_nothing_on(wants, at):
    make_event(starts_at=NOW + timedelta(days=30), ends_at=NOW + timedelta(days=30, hours=2))
    make_event(title="Off", starts_at=NOW + timedelta(days=7), ends_at=NOW + timedelta(days=8), cancelled_at=NOW)
    phone = wants()
    at(datetime(2027, 6, 14, 9, 0, tzinfo=UTC))
    digests.fill()
    assert made() == 0
    assert row_of(phone).digest_due_at == datetime(2027, 6, 21, 9, tzinfo=UTC)


@pytest.fixture
def something_is_on():
    for days in range(1, 40, 3):
        make_event(
            title=f"Day {days}", starts_at=NOW + timedelta(days=days), ends_at=NOW + timedelta(days=days, hours=2)
        )


def test_a_chosen_day_that_is_moved_gives_no_second_one_in_the_week(wants, at, ask, something_is_on):
    phone = wants(day=0)
    at(datetime(2027, 6, 14, 9, 0, tzinfo=UTC))
    digests.fill()
    ask(phone, digest={"day": 3, "at": "10:00"})
    assert row_of(phone).digest_due_at == datetime(2027, 6, 24, 9, tzinfo=UTC)
    assert made() == 1


def test_a_pause_and_a_stop_hold_and_quiet_time_puts_off(wants, at, ask, later, something_is_on):
    quiet, paused, stopped = wants(hour="06:00"), wants(), wants()
    ask(paused, pause_days=30)
    ask(stopped, remove=["digest"])
    at(datetime(2027, 6, 14, 9, 0, tzinfo=UTC))
    digests.fill()
    [delivery] = (
        db.session.query(Delivery)
        .join(Notification, Notification.id == Delivery.notification_id)
        .filter(Notification.kind == DIGEST)
    )
    assert delivery.subscription_id == row_of(quiet).id
    assert row_of(stopped).digest_due_at is None


def test_before_the_quiet_time_ends_it_waits(wants, at, something_is_on):
    wants(hour="06:00")
    at(datetime(2027, 6, 14, 5, 0, tzinfo=UTC))
    digests.fill()
    [delivery] = (
        db.session.query(Delivery)
        .join(Notification, Notification.id == Delivery.notification_id)
        .filter(Notification.kind == DIGEST)
    )
    assert delivery.next_try_at == datetime(2027, 6, 14, 8, 0, tzinfo=UTC)


def test_two_workers_at_once_make_each_one_once(app, wants, at, something_is_on):
    for _ in range(20):
        wants()
    at(datetime(2027, 6, 14, 9, 0, tzinfo=UTC))
    together = Barrier(2)

    def work():
        with app.app_context():
            together.wait(30)
            digests.fill()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert made() == 20


def test_a_worker_that_was_away_for_long_leaves_it_out(wants, at, something_is_on):
    wants()
    at(datetime(2027, 6, 15, 9, 0, tzinfo=UTC))
    digests.fill()
    assert made() == 0


def test_a_refresh_does_not_lose_one_that_is_due(wants, at, ask, something_is_on):
    phone = wants()
    at(datetime(2027, 6, 14, 9, 30, tzinfo=UTC))
    ask(phone)
    digests.fill()
    assert made() == 1


def test_what_it_says(wants, at, ask, service, monkeypatch):
    start = clock.now() + timedelta(days=1)
    make_event(title="Reading circle", starts_at=start, ends_at=start + timedelta(hours=2))
    at(clock.now())
    little, details = ask(add=["digest"]), ask(add=["digest"], discreet=False)
    engine.run()
    service.forget()
    for phone in (little, details):
        row = row_of(phone)
        row.digest_due_at, row.quiet_from, row.quiet_until = clock.now(), "00:00", "00:00"
        db.session.commit()
    jobs.digest()
    jobs.send()
    [said_little], [said] = (service.of(phone)[-1:] for phone in (little, details))
    assert said_little.json()["notification"]["body"] == "Here is your message for this week."
    assert "Reading" not in said_little.plaintext.decode()
    assert said.json()["notification"]["title"] == "What’s on near you this week"
    assert "Reading circle" in said.json()["notification"]["body"]
    assert said.json()["notification"]["navigate"].endswith("/en/#told=digest")
