"""The queue that wakes workers: Huey on SQLite, or on Redis once there are several machines."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huey.api import Huey

_NAME = "peer_app"


def queue(data: Path, redis_url: str) -> "Huey":
    """The one in the folder `data`, or at `redis_url` where that is not empty."""
    with _hidden("psycopg", *(() if redis_url else ("redis",))):
        from huey import RedisHuey, SqliteHuey
    return RedisHuey(_NAME, url=redis_url) if redis_url else SqliteHuey(_NAME, filename=str(data / "jobs.db"))


@contextmanager
def _hidden(*drivers: str) -> Iterator[None]:
    """Huey loads every driver it finds, used or not; that would be 20 MB in each process."""
    hidden = dict.fromkeys(name for name in drivers if name not in sys.modules)
    sys.modules.update(hidden)  # type: ignore[arg-type] # None: not to be found
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
