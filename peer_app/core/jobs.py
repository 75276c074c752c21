"""Background jobs.

The queue (Huey, on SQLite or Redis) forgets a job whose worker is killed. So a job carries no data: it only tells a
worker to look now. What is due always stands in a table, and every job also runs once a minute.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import event

from peer_app.core.queue import queue
from peer_app.extensions import db

_EXTENSION = "jobs"
_log = logging.getLogger(__name__)


class Jobs:
    """The queue of one app and the jobs in it, by name."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.huey = queue(Path(app.config["DATA"]), app.config["REDIS_URL"])
        self.tasks: dict[str, Any] = {}

    def add(self, name: str, function: Callable[[], object]) -> None:
        """Let `function` run in a worker, inside an app context."""

        def run() -> None:
            with self.app.app_context():
                function()

        from huey import crontab  # not before the queue was made: see there

        self.tasks[name] = self.huey.task(name=name)(run)
        self.huey.periodic_task(crontab(minute="*"), name=f"{name}-sweep")(run)


def init_app(app: Flask) -> None:
    """Make the queue."""
    app.extensions[_EXTENSION] = Jobs(app)


def register_job(app: Flask, name: str, function: Callable[[], object]) -> None:
    """Add a job that runs when woken and in the sweep each minute."""
    app.extensions[_EXTENSION].add(name, function)


def wake(name: str) -> None:
    """Ask a worker to look now. Call after the commit. Never fails: the sweep looks anyway."""
    try:
        current_app.extensions[_EXTENSION].tasks[name]()
    except Exception:  # noqa: BLE001 – whatever the queue's disk or network does, the work itself is in a table
        _log.exception("The queue did not take a call for %s; the sweep will find the work.", name)


def wake_after_commit(name: str) -> None:
    """Ask a worker to look as soon as this transaction is in the database."""
    event.listen(db.session(), "after_commit", lambda _session: wake(name), once=True)


def work(app: Flask) -> None:
    """Run the jobs, until stopped."""
    jobs: Jobs = app.extensions[_EXTENSION]
    jobs.huey.create_consumer(workers=2, worker_type="thread", check_worker_health=True).run()


@click.command()
@with_appcontext
def worker() -> None:
    """Run the jobs, until stopped."""
    work(current_app)
