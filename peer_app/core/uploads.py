"""Limits how many requests with a body are handled at a time, so that slow uploads never keep readers waiting.

Such a request occupies a thread until its last byte has arrived, which over a bad line, or by intent, takes minutes.
Some threads of each process are therefore kept free for requests without a body.
"""

from collections import Counter
from threading import Lock

from flask import Flask, g, request
from werkzeug.exceptions import ServiceUnavailable

from peer_app.extensions import household

#: Bodies at a time in one process: of its 64 threads, sixteen stay free for pages.
AT_ONCE = 48
#: Of these, from one household (`extensions.household`): a van's tablets behind one router need no more.
FROM_ONE = 8

_EXTENSION = "uploads"


class Room:
    """Who is sending a body right now."""

    def __init__(self) -> None:
        self._sending: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, address: str) -> bool:
        """Let one more body in from that address, if there is room."""
        with self._lock:
            if self._sending.total() >= AT_ONCE or self._sending[address] >= FROM_ONE:
                return False
            self._sending[address] += 1
            return True

    def free(self, address: str) -> None:
        """One body less."""
        with self._lock:
            self._sending[address] -= 1
            if not self._sending[address]:
                del self._sending[address]


def init_app(app: Flask) -> None:
    """Call before anything that reads a form."""
    room = app.extensions[_EXTENSION] = Room()

    @app.before_request
    def take() -> None:
        if not (request.content_length or "Transfer-Encoding" in request.headers):
            return
        address = household()
        if not room.take(address):
            raise ServiceUnavailable(retry_after=5)
        g.uploading_from = address

    @app.teardown_request
    def free(_error: BaseException | None) -> None:
        if "uploading_from" in g:
            room.free(g.pop("uploading_from"))
