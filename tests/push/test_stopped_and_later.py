"""What is stopped before it went out, what is sent later, and deliveries that are made in pieces."""

from datetime import timedelta

from peer_app.extensions import db
from peer_app.push import engine, filling, jobs
from peer_app.push.models import STOPPED, Progress, notifications
from tests.factories import make_account
from tests.push.conftest import row_of
from tests.push.notices import NOON, deliveries, notify


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
