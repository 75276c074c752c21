"""What becomes of a delivery, by what a real push service answers: one fault at a time."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import engine, holds, sending, settling, transport
from peer_app.push.models import ACCEPTED, GONE, NOT_DELIVERED, WAITING, Delivery, Progress
from tests.push.conftest import delivery_of, row_of
from tests.push_service import HANG, RESET, Answer


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_subscription_is_forgotten_and_counted(follow, service, tell, progress, status):
    phone = follow("events", answers=(Answer(status),))
    told = tell()
    engine.run()
    assert row_of(phone) is None
    assert delivery_of(told).state == GONE
    assert delivery_of(told).last_status == status
    assert progress(told) == Progress(gone=1)


@pytest.mark.parametrize("answer", [Answer(500), Answer(502), Answer(429), RESET, Answer(301), Answer(418)])
def test_what_may_pass_is_tried_again_later(follow, service, tell, later, answer):
    phone = follow("events", answers=(answer,))
    told = tell()
    engine.run()
    row = delivery_of(told)
    assert (row.state, row.tries) == (WAITING, 1)
    assert row.last_status == (answer.status if answer.status > 0 else None)
    assert timedelta(seconds=10) < row.next_try_at - clock.now() < timedelta(minutes=1)
    engine.run()
    assert len(service.of(phone)) == 1
    later(timedelta(minutes=1))
    engine.run()
    row = delivery_of(told)
    assert (row.state, row.tries, row.last_status) == (ACCEPTED, 2, 201)


def test_a_hang_ends_after_seconds_and_holds_nobody_up(follow, service, tell, progress, monkeypatch):
    monkeypatch.setattr(transport, "TIME_OUT", 2.0)
    stuck, well = follow("events", answers=(HANG,)), follow("events")
    told = tell()
    engine.run()
    assert [message.status for message in service.of(well)] == [201]
    assert len(service.of(stuck)) == 1
    assert progress(told) == Progress(accepted=1, waiting=1)


def test_the_time_out_is_a_matter_of_seconds():
    assert transport.TIME_OUT <= 15


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_obeyed(follow, service, tell, progress, later, status, as_date):
    when = clock.now() + timedelta(seconds=600)
    header = format_datetime(when, usegmt=True) if as_date else "600"
    follow("events", answers=(Answer(status, {"Retry-After": header}),))
    told = tell()
    engine.run()
    waits = delivery_of(told).next_try_at - clock.now()
    assert timedelta(seconds=590) < waits <= timedelta(seconds=661)
    later(timedelta(seconds=665))
    engine.run()
    assert progress(told) == Progress(accepted=1)


def test_a_push_service_that_says_wait_is_asked_nothing_more_in_that_run(follow, service, tell, progress, monkeypatch):
    monkeypatch.setattr(sending, "IN_FLIGHT", 1)
    phones = [follow("events") for _ in range(holds.SEVERAL + 5)]
    service.rule = lambda _subscription: Answer(429, {"Retry-After": "60"})
    told = tell()
    engine.run()
    assert sum(len(service.of(phone)) for phone in phones) == holds.SEVERAL
    assert progress(told).waiting == len(phones)


@pytest.mark.parametrize("status", [400, 413])
def test_a_mistake_of_ours_is_not_repeated_and_shows(follow, service, tell, later, status, caplog):
    phone = follow("events", answers=(Answer(status),))
    told = tell()
    engine.run()
    assert (delivery_of(told).state, delivery_of(told).last_status) == (NOT_DELIVERED, status)
    assert str(status) in caplog.text
    assert phone.endpoint not in caplog.text
    later(timedelta(hours=3))
    engine.run()
    assert len(service.of(phone)) == 1


@pytest.mark.parametrize("fault", [UnicodeError, ValueError, RuntimeError])
def test_a_fault_of_our_own_in_one_message_loses_no_other_answer(
    follow, service, tell, progress, later, monkeypatch, caplog, fault
):
    """Whatever a stranger's subscription makes fail: the others are told once, and it comes to an end."""
    well, broken = [follow("events") for _ in range(3)], follow("events")
    encrypted = sending.encrypted

    def fails_for_one(text: bytes, p256dh: str, auth: str) -> bytes:
        if broken.keys and p256dh == broken.keys.p256dh:
            raise fault(broken.endpoint)
        return encrypted(text, p256dh, auth)

    monkeypatch.setattr(sending, "encrypted", fails_for_one)
    told = tell()
    engine.run()
    assert progress(told) == Progress(accepted=3, waiting=1)
    [row] = db.session.query(Delivery).filter_by(notification_id=told.id, state=WAITING)
    assert row.tries == 1
    assert fault.__name__ in caplog.text
    assert broken.endpoint not in caplog.text
    row.tries = settling.MOST_TRIES - 1
    db.session.commit()
    later(timedelta(minutes=1))
    engine.run()
    assert progress(told) == Progress(accepted=3, not_delivered=1)
    assert [len(service.of(phone)) for phone in well] == [1, 1, 1]


def test_a_push_service_that_says_wait_no_time_is_not_asked_at_once(follow, service, tell):
    phone = follow("events")
    service.rule = lambda _subscription: Answer(429, {"Retry-After": "0"})
    tell()
    engine.run()
    assert len(service.of(phone)) == 1


def test_it_gives_up_after_about_a_day(follow, service, tell, later):
    follow("events", answers=(Answer(500),) * (settling.MOST_TRIES + 1))
    told, began = tell(), clock.now()
    engine.run()
    for _ in range(settling.MOST_TRIES - 1):
        later(delivery_of(told).next_try_at - clock.now())
        engine.run()
    row = delivery_of(told)
    assert (row.state, row.tries, row.last_status) == (NOT_DELIVERED, settling.MOST_TRIES, 500)
    assert timedelta(hours=17) < clock.now() - began < timedelta(hours=31)


def test_it_gives_up_when_it_is_worth_nothing_any_more(follow, service, tell, later):
    phone = follow("events", answers=(Answer(500),))
    told = tell()
    engine.run()
    later(told.expires_at - clock.now())
    engine.run()
    assert delivery_of(told).state == NOT_DELIVERED
    assert len(service.of(phone)) == 1


def test_a_redirect_is_not_followed(follow, service, tell):
    inside = service.subscribe()
    phone = follow("events", answers=(Answer(307, {"Location": inside.endpoint}),))
    tell()
    engine.run()
    assert service.of(inside) == []
    assert len(service.of(phone)) == 1


def test_faults_do_not_mix(follow, service, tell, progress, later):
    """One run with everything at once: the living get it, the dead are gone."""
    alive = [follow("events") for _ in range(5)]
    dead = [follow("events", answers=(Answer(status),)) for status in (404, 410)]
    slow = [follow("events", answers=(answer,)) for answer in (Answer(500), RESET, Answer(429, {"Retry-After": "1"}))]
    told = tell()
    for _ in range(3):
        engine.run()
        later(timedelta(minutes=3))
    assert progress(told) == Progress(accepted=8, gone=2)
    assert all(row_of(phone) is None for phone in dead)
    assert all(row_of(phone) for phone in alive + slow)


def test_waiting_grows_and_stays_within_hours():
    waits = [settling.back_off(tries) for tries in range(1, 30)]
    assert timedelta(seconds=15) <= waits[0] <= timedelta(seconds=45)
    assert max(waits) <= timedelta(hours=3)
    assert waits[8] > timedelta(minutes=30)
