"""Background jobs.

The queue (Huey, on SQLite or Redis) forgets a job whose worker is killed. So a job carries no data: it only tells a
worker to look now. What is due always stands in a table, and every job also runs once a minute (the sweep), through
the queue where that answers, and without it where it does not.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import event

from peer_app.core.queue import queue
from peer_app.extensions import db

_EXTENSION = "jobs"
#: Seconds between two sweeps.
SWEEP = 60.0
#: Seconds for which a queue that did not answer is not asked again: no request waits for it twice.
REST = 30.0
_log = logging.getLogger(__name__)


class Jobs:
    """The queue of one app and the jobs in it, by name."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.huey = queue(Path(app.config["DATA"]), app.config["REDIS_URL"])
        self.tasks: dict[str, Any] = {}
        self.functions: dict[str, Callable[[], None]] = {}
        self._rests_until = 0.0

    def add(self, name: str, function: Callable[[], object]) -> None:
        """Let `function` run in a worker, inside an app context."""

        def run() -> None:
            with self.app.app_context():
                function()

        self.functions[name] = run
        self.tasks[name] = self.huey.task(name=name)(run)

    def call(self, name: str) -> bool:
        """Put a job into the queue; False when the queue does not take it. Never fails."""
        if time.monotonic() < self._rests_until:
            return False
        try:
            self.tasks[name]()
        except Exception:  # noqa: BLE001 – whatever the queue's disk or network does, the work itself is in a table
            self._rests_until = time.monotonic() + REST
            _log.exception("The queue did not take a call for %s; the sweep will find the work.", name)
            return False
        return True

    def sweep(self) -> None:
        """Have every job look for what is due; in this very thread where the queue takes no call."""
        for name, run in self.functions.items():
            if self.call(name):
                continue
            try:
                run()
            except Exception:  # noqa: BLE001 – the other jobs have their turn
                _log.exception("The job %s failed.", name)


def init_app(app: Flask) -> None:
    """Make the queue."""
    app.extensions[_EXTENSION] = Jobs(app)


def register_job(app: Flask, name: str, function: Callable[[], object]) -> None:
    """Add a job that runs when woken and in the sweep each minute."""
    app.extensions[_EXTENSION].add(name, function)


def wake(name: str) -> None:
    """Ask a worker to look now. Call after the commit. Never fails: the sweep looks anyway."""
    current_app.extensions[_EXTENSION].call(name)


def wake_after_commit(name: str) -> None:
    """Ask a worker to look as soon as this transaction is in the database."""
    event.listen(db.session(), "after_commit", lambda _session: wake(name), once=True)


def work(app: Flask) -> None:
    """Run the jobs, until stopped."""
    jobs: Jobs = app.extensions[_EXTENSION]
    stopped = Event()
    Thread(target=_sweep_until, args=(jobs, stopped), name="sweep", daemon=True).start()
    try:
        jobs.huey.create_consumer(workers=2, worker_type="thread", periodic=False, check_worker_health=True).run()
    finally:
        stopped.set()


def _sweep_until(jobs: Jobs, stopped: Event) -> None:
    while not stopped.is_set():
        jobs.sweep()
        stopped.wait(SWEEP)


@click.command()
@with_appcontext
def worker() -> None:
    """Run the jobs, until stopped."""
    work(current_app)
