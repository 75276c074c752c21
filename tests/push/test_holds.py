"""429 and 503 with Retry-After: one phone over its quota holds that phone, several hold their push service."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.push import engine, sending
from peer_app.push.holds import MOST, SEVERAL, WITHIN, Holds
from peer_app.push.models import Progress
from tests.push.notices import NOON, comes, notify
from tests.push_service import Answer

HOUR = timedelta(hours=1)
WAIT_AN_HOUR = Answer(429, {"Retry-After": "3600"})


@pytest.fixture
def one_at_a_time(monkeypatch):
    monkeypatch.setattr(sending, "IN_FLIGHT", 1)


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize("status", [429, 503])
def test_one_phone_over_its_quota_holds_nobody_else(at, phone, service, progress, status):
    over = phone(answers=(Answer(status, {"Retry-After": "86400"}),))
    well = [phone() for _ in range(10)]
    at(NOON)
    told = notify()
    engine.run()
    assert progress(told) == Progress(accepted=len(well), waiting=1)
    at(NOON + timedelta(minutes=5))
    other = notify("other")
    engine.run()
    assert progress(other) == Progress(accepted=len(well), waiting=1)
    assert len(service.of(over)) == 1, "it is not asked again before its time, whatever there is to tell"


@pytest.mark.usefixtures("one_at_a_time")
def test_several_phones_hold_their_service_and_it_is_left_alone(at, phone, service, progress):
    for _ in range(SEVERAL + 7):
        phone()
    service.rule = lambda _phone: WAIT_AN_HOUR
    at(NOON)
    told = notify()
    for minute in range(0, 60, 9):
        at(NOON + timedelta(minutes=minute))
        engine.run()
    assert len(service.messages) == SEVERAL
    service.rule = lambda _phone: None
    at(NOON + HOUR * 1.2)
    engine.run()
    assert progress(told) == Progress(accepted=SEVERAL + 7)


@pytest.mark.usefixtures("one_at_a_time")
def test_what_waits_does_not_come_back_in_one_second(at, phone, service):
    for _ in range(20):
        phone()
    service.rule = lambda _phone: WAIT_AN_HOUR
    at(NOON)
    moments = comes(notify_and_run())
    assert min(moments) >= NOON + HOUR
    assert max(moments) <= NOON + HOUR * 1.1
    assert max(moments) - min(moments) > timedelta(minutes=1)
    assert len(set(moments)) == len(moments)


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize("phones", [1, SEVERAL + 2])
@pytest.mark.parametrize("minutes", [5, 15, 30, 90, 59])
def test_nothing_waits_until_it_is_past(at, phone, service, progress, phones, minutes):
    """Asked to wait for a day, and it begins sooner: it is tried once more while it is still of use."""
    for _ in range(phones):
        phone()
    service.rule = lambda _phone: Answer(429, {"Retry-After": "86400"})
    at(NOON)
    told = notify(expires_at=NOON + timedelta(minutes=minutes))
    engine.run()
    assert all(NOON < moment < told.expires_at for moment in comes(told))
    service.rule = lambda _phone: None
    for minute in range(1, minutes):
        at(NOON + timedelta(minutes=minute))
        engine.run()
    assert progress(told) == Progress(accepted=phones)


def notify_and_run():
    told = notify()
    engine.run()
    return told


def test_seldom_ones_never_speak_for_their_service():
    """Every phone goes over its quota now and then."""
    holds, now = Holds(), datetime(2027, 6, 1, tzinfo=UTC)
    for number in range(50):
        now += WITHIN / (SEVERAL - 1)
        holds.note(f"https://push.example/{number}", "https://push.example", now + timedelta(days=1), now)
    assert holds.until("https://push.example/well", "https://push.example", now) is None
    assert holds.until("https://push.example/49", "https://push.example", now) == now + timedelta(days=1)


def test_one_that_asks_again_and_again_is_still_one():
    holds, now = Holds(), datetime(2027, 6, 1, tzinfo=UTC)
    for _ in range(50):
        holds.note("https://push.example/1", "https://push.example", now + HOUR, now)
    assert holds.until("https://push.example/2", "https://push.example", now) is None


def test_a_service_says_nothing_of_another():
    holds, now = Holds(), datetime(2027, 6, 1, tzinfo=UTC)
    for number in range(SEVERAL):
        holds.note(f"https://one.example/{number}", "https://one.example", now + HOUR, now)
    assert holds.until("https://one.example/well", "https://one.example", now) == now + HOUR
    assert holds.until("https://two.example/well", "https://two.example", now) is None
    assert holds.until("https://one.example/well", "https://one.example", now + HOUR) is None


def test_it_keeps_no_more_than_it_needs():
    holds, now = Holds(), datetime(2027, 6, 1, tzinfo=UTC)
    for number in range(MOST * 2):
        now += WITHIN
        holds.note(f"https://push.example/{number}", "https://push.example", now + HOUR, now)
    assert len(holds._endpoints) <= MOST
    assert len(holds._lately["https://push.example"]) <= SEVERAL
