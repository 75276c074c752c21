"""What is asked of a push service, and what it may answer."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.push_service.encryption import ReceiverKeys

#: The largest body a push service must take (RFC 8030, section 7.2).
LARGEST_BODY = 4096


@dataclass(frozen=True)
class Answer:
    """What to answer a message with, instead of taking it.

    ``status`` is an HTTP status; ``headers`` go with it (``Retry-After``, ``Location``).
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)


#: The connection is cut without an answer.
RESET = Answer(-1)
#: The connection stays open and no answer comes.
HANG = Answer(-2)


@dataclass(frozen=True)
class PushMessage:
    """One request the app made, as it was answered."""

    subscription: str
    status: int
    headers: dict[str, str]
    body: bytes
    #: What was decrypted, when the subscription's keys are the tests' own.
    plaintext: bytes | None
    #: Why it was refused, in words; empty when it was not.
    problem: str
    #: Seconds on the monotonic clock.
    at: float

    def json(self) -> dict[str, object]:
        """The payload as JSON; for subscriptions with the tests' own keys."""
        assert self.plaintext is not None, "only the browser can read this one"
        read = json.loads(self.plaintext)
        assert isinstance(read, dict)
        return read


@dataclass
class PushSubscription:
    """One endpoint. ``answers`` are given one a request, in order; then it takes what comes."""

    id: str
    endpoint: str
    keys: ReceiverKeys | None = None
    server_key: str | None = None
    answers: deque[Answer] = field(default_factory=deque)
    #: The browser's end of it: which websocket, and its channel there.
    browser: str | None = None
    channel: str | None = None

    def to_json(self) -> dict[str, object]:
        """What ``PushSubscription.toJSON()`` gives in a browser."""
        assert self.keys is not None, "the browser holds these keys"
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": self.keys.to_json()}

    @property
    def proof(self) -> dict[str, object]:
        """What shows that a request is this browser's own."""
        assert self.keys is not None, "the browser holds these keys"
        return {"endpoint": self.endpoint, "auth": self.keys.to_json()["auth"]}

    def to_replace(self) -> dict[str, object]:
        """What a new subscription of the same browser says of this one."""
        return {"replaces": self.endpoint, "replaces_auth": self.proof["auth"]}


class RefusedError(Exception):
    """A request that is not as the RFCs ask; `status` is what to answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def check_request(request: web.Request, body: bytes) -> None:
    """RFC 8030, sections 5.2 to 5.4 and 7.2; RFC 8291, section 4."""
    if not request.headers.get("TTL", "").isdigit():
        raise RefusedError(400, "TTL is missing or not a number of seconds")
    if request.headers.get("Urgency", "normal") not in {"very-low", "low", "normal", "high"}:
        raise RefusedError(400, "no such urgency")
    topic = request.headers.get("Topic", "")
    if len(topic) > 32 or not all(letter.isalnum() or letter in "-_" for letter in topic):
        raise RefusedError(400, "a topic has at most 32 letters of base64url")
    if len(body) > LARGEST_BODY:
        raise RefusedError(413, f"{len(body)} bytes are more than {LARGEST_BODY}")
    if request.headers.get("Content-Encoding") != "aes128gcm":
        raise RefusedError(415, "not aes128gcm")
