"""The queue that wakes workers: Huey on SQLite, or on Redis once there are several machines."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huey.api import Huey

_NAME = "peer_app"
#: Seconds. A request waits no longer for Redis; a worker's blocking read, of one second, is shorter.
REDIS_TIMEOUT = 2


def queue(data: Path, redis_url: str) -> "Huey":
    """The one in the folder `data`, or at `redis_url` where that is not empty."""
    with _hidden("psycopg", *(() if redis_url else ("redis",))):
        from huey import RedisHuey, SqliteHuey
    how = {"serializer": _serializer(), "results": False}
    if redis_url:
        return RedisHuey(_NAME, connection_pool=_redis_pool(redis_url), **how)
    return SqliteHuey(_NAME, filename=str(data / "jobs.db"), **how)


def redis_options() -> dict[str, Any]:
    """How a request speaks to Redis: one try, and a short wait (keyword arguments of redis-py)."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    once = Retry(NoBackoff(), 0)
    return {"socket_connect_timeout": 1, "socket_timeout": REDIS_TIMEOUT, "retry": once}


def _redis_pool(url: str) -> Any:
    from redis import ConnectionPool

    return ConnectionPool.from_url(url, **redis_options())


def _serializer() -> Any:
    """Writes into the queue which job is to run, as JSON, and reads nothing else.

    Huey's own serializer is `pickle`: whoever could write into the queue could run any code in a worker.
    """
    from huey.registry import Message
    from huey.serializer import Serializer

    class JobNames(Serializer):
        def _serialize(self, message: Message) -> bytes:
            return json.dumps({"id": message.id, "name": message.name}).encode()

        def _deserialize(self, data: bytes) -> Message:
            found = json.loads(data)
            return Message(id=str(found["id"]), name=str(found["name"]), retries=0, retry_delay=0)

    return JobNames()


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
