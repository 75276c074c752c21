"""A Redis server of the tests' own: on a spare port, nothing on the disk, gone afterwards."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import ConnectionError as NotYet

from tests.postgresql import spare_port

STARTS_WITHIN = 30  # seconds


class RedisServer:
    """A running `redis-server`, which can be killed, or left hanging."""

    def __init__(self) -> None:
        self.port = spare_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                self.client.ping()
                return
            except NotYet:
                assert self.process.poll() is None, "redis-server ended."
                assert time.monotonic() < until, "redis-server is too slow."

    @property
    def client(self) -> Redis:
        """A connection to it."""
        return Redis.from_url(self.url)

    def hang(self) -> None:
        """From now on connections are taken and nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """End a pause."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """From now on connections are refused."""
        self.process.kill()
        self.process.wait(STARTS_WITHIN)


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Start a server; it is gone afterwards."""
    server = RedisServer()
    try:
        yield server
    finally:
        server.kill()
