"""Very many phones at once, with every fault there is, and workers that are killed in between."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.core.jobs import wake
from peer_app.extensions import db
from peer_app.push import engine, filling, jobs, sending
from peer_app.push.models import WAITING, Delivery, Notification, Progress, Subscription
from peer_app.push.visible import BODY_BYTES
from tests.push.crowd import follow_all
from tests.push_service import HANG, RESET, Answer, PushMessage, PushService
from tests.served import NO_QUIET_TIME, ROOT

#: How many phones, and how often a worker is killed: with `--long` as many as a whole borough.
FEW_AND_MANY = [2_000, pytest.param(20_000, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
KILLS = {2_000: 5, 20_000: 20}
PATIENCE = 300  # seconds


@pytest.mark.parametrize("count", FEW_AND_MANY)
def test_a_tenth_of_every_fault(count, app, service, tell, later, progress, says):
    """Every living phone is told, every dead one is gone, and copies come only where an answer was lost."""
    inside = service.subscribe()
    tenth = count // 10
    faults = {
        "404": Answer(404),
        "410": Answer(410),
        "413": Answer(413),
        "429": Answer(429),
        "500": Answer(500),
        "reset": RESET,
        "hang": HANG,
        "redirect": Answer(307, {"Location": inside.endpoint}),
    }
    phones = {name: [service.subscribe(answer) for _ in range(tenth)] for name, answer in faults.items()}
    phones["well"] = [service.subscribe() for _ in range(count - tenth * len(faults))]
    with PushService() as busy:
        app.config["PUSH_EXTRA_ORIGINS"] += (busy.origin,)
        until = clock.now() + timedelta(minutes=30)
        wait = Answer(429, {"Retry-After": "1800"})
        busy.rule = lambda _phone: wait if clock.now() < until else None
        waits = [busy.subscribe() for _ in range(tenth)]
        follow_all([phone for name in phones for phone in phones[name]] + waits)
        told, began = tell(), time.monotonic()
        filling.run()
        engine.run()
        asked_while_busy = len(busy.messages)
        for minutes in (1, 1, 40):
            later(timedelta(minutes=minutes))
            engine.run()
        took = time.monotonic() - began
        assert progress(told) == Progress(accepted=count - tenth * 2, gone=tenth * 2, not_delivered=tenth)
        assert len(busy.accepted()) == tenth
        assert asked_while_busy <= sending.IN_FLIGHT
    came = answered(service.messages)
    again = {"429": [429, 201], "500": [500, 201], "redirect": [307, 201], "reset": [-1, 201], "hang": [-2, 201]}
    once = {"404": [404], "410": [410], "413": [413], "well": [201]}
    for name, statuses in (again | once).items():
        assert {phone.id: came[phone.id] for phone in phones[name]} == {phone.id: statuses for phone in phones[name]}
    assert service.of(inside) == []
    by_phone = {(message.subscription, message.headers["topic"]) for message in service.messages}
    assert len(by_phone) == len({phone for phone, _topic in by_phone}), "a second copy replaces the first"
    assert {len(message.body) for message in service.messages} == {BODY_BYTES}
    assert db.session.query(Subscription).count() == count + tenth - tenth * 2
    said = f"{count + tenth:,} subscriptions, a tenth of each fault: {len(service.messages):,} requests"
    says(f"{said} in {took:.0f} s; every living one told, every dead one gone.")


def answered(messages: list[PushMessage]) -> dict[str, list[int]]:
    """How each subscription answered, in order."""
    found: dict[str, list[int]] = {}
    for message in messages:
        found.setdefault(message.subscription, []).append(message.status)
    return found


@pytest.mark.parametrize("count", FEW_AND_MANY)
def test_workers_are_killed_in_mid_run(count, app, service, tell, progress, says):
    """Nobody is left out, and a kill costs a chunk of copies at most, each of which replaces the first."""
    phones = [service.subscribe() for _ in range(count)]
    follow_all(phones)
    told, kills = tell(), KILLS[count]
    step = count // (kills * 2)
    for _ in range(kills):
        before = len(service.messages)
        with worker(app, service.origin) as process:
            wait_until(lambda enough=before + step: len(service.messages) >= enough)
            os.kill(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
        assert is_waiting(told), "It was killed too late."
        let_leases_end()
    with worker(app, service.origin):
        wait_until(lambda: not is_waiting(told))
    copies = Counter(message.subscription for message in service.messages)
    assert set(copies) == {phone.id for phone in phones}
    assert progress(told) == Progress(accepted=count)
    too_many = len(service.messages) - count
    assert too_many <= kills * engine.CHUNK
    assert max(copies.values()) <= kills + 1
    by_phone = {(message.subscription, message.headers["topic"]) for message in service.messages}
    assert len(by_phone) == len({phone for phone, _topic in by_phone}), "a second copy replaces the first"
    assert {len(message.body) for message in service.messages} == {BODY_BYTES}
    says(f"{count:,} deliveries, {kills} kills: nobody left out, {too_many:,} copies.")


@contextmanager
def worker(app, origin: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as `bin/serve` starts it, woken once; ends when the block does."""
    names = ("DATA", "ORIGIN", "VAPID_CONTACT", "DATABASE_URL")
    settings = {f"PEER_APP_{name}": app.config[name] for name in names} | NO_QUIET_TIME
    environ = os.environ | settings | {"PEER_APP_PUSH_EXTRA_ORIGINS": origin}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    wake(jobs.SEND)
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        process.wait(PATIENCE)


def is_waiting(told: Notification) -> bool:
    """Whether any delivery is still to be made. Lets go of the database, which the worker needs."""
    waits = db.session.query(Delivery).filter_by(notification_id=told.id, state=WAITING).first() is not None
    db.session.commit()
    return waits


def let_leases_end() -> None:
    """As if the minutes had passed after which a dead worker's deliveries are due again."""
    db.session.query(Delivery).filter_by(state=WAITING).update({Delivery.next_try_at: clock.now()})
    db.session.commit()


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "It did not come true."
        time.sleep(0.05)
