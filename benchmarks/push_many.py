"""A hundred thousand subscriptions: how soon each has its delivery, what that takes, and who waits for it."""

import os
import shutil
import statistics
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from benchmarks import push_crowd
from benchmarks.push_endpoint import endpoint
from benchmarks.receiving import installation
from benchmarks.table import Row
from peer_app.core import clock
from peer_app.core.jobs import wake
from peer_app.extensions import db
from peer_app.push import filling, jobs
from peer_app.push.models import TOLD, Delivery, Notification, SubscriptionTopic
from tests import postgresql
from tests.browser.pages import app_of
from tests.served import Served

#: Another number in the environment, like a million, is for once.
MANY = int(os.environ.get("MANY", "100000"))
CREATED_WITHIN, REACH_WITHIN, MEMORY, AS_SLOW = 10, 100, 250, 2
ROUNDS = 5
#: No more than this for making them, nor for sending them, in seconds: a machine that can't has its answer, too.
PATIENCE = 600
_NOWHERE = "https://updates.push.services.mozilla.com"


class _Memory(NamedTuple):
    """In MB: pages that several processes share count once (proportional), or in each of them (resident)."""

    proportional: float
    resident: float


def rows() -> Iterator[Row]:
    """On both databases; then with everything that `bin/serve` starts."""
    with installation("") as app:
        del app
        yield from _created("SQLite")
    if shutil.which("postgres") or postgresql.DEBIAN.exists():
        with ExitStack() as stack:
            postgresql.HASTY = ()  # here a power cut is to forget nothing, too
            address = stack.enter_context(postgresql.postgresql())
            stack.enter_context(installation(postgresql.create_database(address, "bench")))
            yield from _created("PostgreSQL")
    yield from _meanwhile()


def _created(database: str) -> Iterator[Row]:
    push_crowd.follow(MANY, _NOWHERE)
    took = min(_seconds(_reach) for _ in range(ROUNDS)) * 1000
    yield Row(f"push: counting the reach of {MANY:,}, {database}", took, "ms", REACH_WITHIN)
    took = _seconds(_create)
    assert db.session.query(Delivery).count() == MANY
    db.session.commit()
    yield Row(f"push: creating {MANY:,} deliveries, {database}", took, "s", CREATED_WITHIN)


def _reach() -> None:
    assert SubscriptionTopic.reach(push_crowd.TOPIC).total == MANY
    db.session.commit()


def _create() -> None:
    _notify().deliver_to_followers()
    db.session.commit()
    filling.run()


def _notify() -> Notification:
    found, _is_new = Notification.create(
        dedupe_key="bench",
        kind=TOLD,
        topic=push_crowd.TOPIC,
        title="The open event is tomorrow",
        body="Come by from 10, there is breakfast.",
        path="/",
        expires_at=clock.now() + timedelta(days=1),
    )
    return found


def _seconds(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _meanwhile() -> Iterator[Row]:
    """Deliveries are made by the worker and sent, while somebody looks at what's on."""
    with tempfile.TemporaryDirectory() as folder, endpoint(Path(folder)) as receiver:
        with patch.dict(os.environ, receiver.environ):
            served = Served(Path(folder) / "data", PUSH_EXTRA_ORIGINS=receiver.origin)
        try:
            with app_of(served.data).app_context():
                push_crowd.follow(MANY, receiver.origin)
                usual = statistics.median(_page(served) for _ in range(300))
                with _sampled(lambda: _memory(served)) as memory:
                    _notify().filled_to = 0
                    db.session.commit()
                    wake(jobs.FILL)
                    made = _pages_until(served, lambda: not filling.is_due())
                    sent = _pages_until(served, lambda: not _is_waiting())
        finally:
            served.stop()
    yield Row("push: a page while deliveries are made, beside usual", made / usual, "times", AS_SLOW)
    yield Row("  while they are sent", sent / usual, "times")
    shared_once, each_by_itself = (max(sizes) for sizes in zip(*memory, strict=True))
    yield Row("push: memory of all that bin/serve starts, throughout, at most", shared_once, "MB", MEMORY)
    yield Row("  with what several share counted several times", each_by_itself, "MB")


def _page(served: Served) -> float:
    return _seconds(lambda: urllib.request.urlopen(f"{served.origin}/en/").read())


def _pages_until(served: Served, done: Callable[[], bool]) -> float:
    """Seconds for a page, the median of all that were opened until `done`."""
    took, until = [_page(served)], time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, f"not done within {PATIENCE} seconds"
        took += [_page(served) for _ in range(20)]
        time.sleep(0.05)
    return statistics.median(took)


def _is_waiting() -> bool:
    waits = db.session.query(Delivery).filter_by(state="waiting").first() is not None
    db.session.commit()
    return waits


@contextmanager
def _sampled(measure: Callable[[], _Memory]) -> Iterator[list[_Memory]]:
    found, ended = [measure()], threading.Event()

    def run() -> None:
        while not ended.wait(0.2):
            found.append(measure())

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


def _memory(served: Served) -> _Memory:
    """What everything it started takes."""
    sizes = [_of_process(pid) for pid in served.family()]
    return _Memory(sum(it.proportional for it in sizes), sum(it.resident for it in sizes))


def _of_process(pid: int) -> _Memory:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return _Memory(0, 0)  # it ended meanwhile
    sizes = {line.split()[0]: int(line.split()[1]) / 1000 for line in lines if line.startswith(("Pss:", "Rss:"))}
    return _Memory(sizes.get("Pss:", 0), sizes.get("Rss:", 0))
