"""Several at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from peer_app.extensions import db

AT_ONCE = 4


def all_at_once(app: Flask, does: Callable[[int], Any], count: int = AT_ONCE) -> list[Any]:
    """What `does(number)` gives in so many threads that begin together, each with a session of its own."""
    together = Barrier(count)

    def run(number: int) -> Any:
        with app.app_context():
            together.wait()
            return does(number)

    db.session.rollback()
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
