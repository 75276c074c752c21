"""401 and 403: one subscription's fault, or our key's. Anyone can hand in a subscription that is refused."""

import random
from datetime import timedelta

import pytest

from peer_app.push import engine, refusals, sending, settling
from peer_app.push.models import Progress
from tests.push.conftest import row_of
from tests.push_service import Answer, PushService


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_stops_the_run_and_burns_nothing(follow, service, tell, progress, later, monkeypatch, status):
    monkeypatch.setattr(sending, "IN_FLIGHT", 1)
    phones = [follow("events") for _ in range(refusals.ENOUGH + 5)]
    service.rule = lambda _subscription: Answer(status)
    told = tell()
    for asked in (1, 2, 3, 4):
        engine.run()
        assert sum(len(service.of(phone)) for phone in phones) == asked * refusals.ENOUGH
        assert progress(told) == Progress(waiting=len(phones), key_refused=True)
        later(timedelta(minutes=1))
    assert all(row_of(phone) for phone in phones)
    service.rule = lambda _subscription: None
    engine.run()
    assert progress(told) == Progress(accepted=len(phones))


def test_a_few_are_enough_when_there_are_no_more(follow, service, tell, progress, later, caplog):
    phones = [follow("events") for _ in range(refusals.SEVERAL)]
    service.rule = lambda _subscription: Answer(403)
    told = tell()
    for _ in range(4):
        engine.run()
        later(timedelta(minutes=1))
    assert progress(told) == Progress(waiting=len(phones), key_refused=True)
    assert "refuses our VAPID key" in caplog.text
    assert service.origin not in caplog.text


@pytest.mark.parametrize("status", [401, 403])
def test_one_that_is_refused_stops_nobody_and_ends(follow, service, tell, progress, later, monkeypatch, status):
    monkeypatch.setattr(sending, "IN_FLIGHT", 1)
    monkeypatch.setattr(random, "shuffle", lambda _messages: None)  # the stranger is the first
    stranger, others = follow("events", answers=(Answer(status),) * 9), [follow("events") for _ in range(3)]
    told = tell()
    engine.run()
    assert progress(told) == Progress(accepted=3, waiting=1)
    for _ in range(4):
        later(timedelta(minutes=5))
        engine.run()
    assert progress(told) == Progress(accepted=3, not_delivered=1)
    assert len(service.of(stranger)) == settling.MOST_REFUSALS == 3
    assert [len(service.of(phone)) for phone in others] == [1, 1, 1]


def test_one_alone_says_nothing_of_the_key(follow, service, tell, progress, later):
    follow("events", answers=(Answer(403),) * 9)
    told = tell()
    seen = []
    for _ in range(3):
        engine.run()
        seen.append(progress(told))
        later(timedelta(minutes=5))
    assert seen == [Progress(waiting=1), Progress(waiting=1), Progress(not_delivered=1)]


def test_many_strangers_say_nothing_while_one_is_accepted(follow, service, tell, progress, later):
    """Neither in the run in which the others are told, nor later, when only the strangers are left."""
    many = refusals.ENOUGH + 5
    for _ in range(many):
        follow("events", answers=(Answer(403),) * 9)
    follow("events")
    told = tell()
    seen = []
    for _ in range(3):
        engine.run()
        seen.append(progress(told))
        later(timedelta(minutes=5))
    waits = Progress(accepted=1, waiting=many)
    assert seen == [waits, waits, Progress(accepted=1, not_delivered=many)]


def test_strangers_who_came_first_are_not_asked_first(follow, service, tell, progress, monkeypatch):
    monkeypatch.setattr(sending, "IN_FLIGHT", 1)
    many = refusals.ENOUGH + 10
    for _ in range(many):
        follow("events", answers=(Answer(403),))
    for _ in range(many):
        follow("events")
    told = tell()
    engine.run()
    assert progress(told) == Progress(accepted=many, waiting=many)


def test_a_push_service_is_judged_by_itself(follow, service, tell, progress, app, monkeypatch):
    monkeypatch.setattr(sending, "IN_FLIGHT", 1)
    for _ in range(refusals.ENOUGH + 5):
        follow("events")
    service.rule = lambda _subscription: Answer(401)
    with PushService() as other:
        app.config["PUSH_EXTRA_ORIGINS"] = (service.origin, other.origin)
        phone = follow("events", at=other)
        told = tell()
        engine.run()
        assert [message.status for message in other.of(phone)] == [201]
    assert progress(told) == Progress(accepted=1, waiting=refusals.ENOUGH + 5, key_refused=True)
