"""Whole requests for WSGI, whatever arrives and however slowly."""

import asyncio
from collections.abc import Callable
from itertools import repeat
from typing import Any

import pytest

from peer_app.core.buffered_wsgi import (
    GRACE,
    LEAST_RATE,
    LONGEST,
    REFUSED,
    BufferedWSGI,
    NoSlotError,
    deadline,
    environ_of,
    read_body,
)

Message = dict[str, Any]


def scope_of(method: str = "POST", path: bytes = b"/", **headers: str) -> dict[str, Any]:
    """An ASGI scope as granian makes it."""
    pairs = [(name.replace("__", "-").encode(), value.encode()) for name, value in headers.items()]
    facts = {"type": "http", "http_version": "1.1", "method": method, "raw_path": path, "query_string": b"a=%C3%A9"}
    return facts | {"scheme": "http", "server": ("x", "80"), "client": ("192.0.2.7", "9"), "headers": pairs}


class Sender:
    """The other end: what it sends, one message after the other; then nothing, for good."""

    def __init__(self, *messages: Message) -> None:
        self.messages = list(messages)

    async def receive(self) -> Message:
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)


def piece(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


CUT = {"type": "http.disconnect"}


class Admission:
    """Lets the first one in, or nobody, and counts who is in."""

    def __init__(self, *, first: bool = True, known: bool = True, reads: bool = True) -> None:
        self.first, self.known, self.reads = first, known, reads
        self.inside = 0

    def enter(self, _environ: dict[str, Any], _length: int) -> Callable[[], None] | None:
        return self._in() if self.first else None

    def enter_known(self, _environ: dict[str, Any], _length: int) -> Callable[[], None] | None:
        if not self.known:
            raise NoSlotError
        return self._in() if self.reads else None

    def _in(self) -> Callable[[], None]:
        self.inside += 1
        return self._out

    def _out(self) -> None:
        self.inside -= 1


def ask(scope: dict[str, Any], sender: Sender, admission: Admission) -> tuple[Any, bytes, dict[bytes, bytes]]:
    """What the WSGI application was refused, if anything, what it read, and the headers of the answer."""
    answer: list[Message] = []
    seen: list[Any] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        seen.extend((environ.get(REFUSED), admission.inside))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["wsgi.input"].read()]

    async def send(message: Message) -> None:
        answer.append(message)

    asyncio.run(BufferedWSGI(app, admission)(scope, sender.receive, send))
    assert admission.inside == 0
    return seen[0], answer[1]["body"], dict(answer[0]["headers"])


def test_a_body_in_pieces_arrives_whole():
    sender = Sender(piece(b"ab"), piece(b""), piece(b"c", more=False))
    assert ask(scope_of(content__length="3"), sender, Admission()) == (None, b"abc", {b"content-type": b"text/plain"})


@pytest.mark.parametrize("last", [CUT, piece(b"c", more=False)])
def test_half_a_body_is_none(last):
    refused, body, headers = ask(scope_of(content__length="9"), Sender(piece(b"ab"), last), Admission())
    assert (refused, body, headers[b"connection"]) == (400, b"", b"close")


def test_a_body_that_does_not_say_how_long_it_is_is_not_read():
    refused, body, headers = ask(scope_of(transfer__encoding="chunked"), Sender(), Admission())
    assert (refused, body, headers[b"connection"]) == (411, b"", b"close")


@pytest.mark.parametrize("length", ["", "-1", "1e3", "0x10", "²", "nine"])
def test_a_length_that_is_none_waits_for_nothing(length):
    assert ask(scope_of(content__length=length), Sender(), Admission())[:2] == (None, b"")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_nobody_waits_for_the_body_of_a_question(method):
    assert ask(scope_of(method, content__length="9"), Sender(), Admission())[:2] == (None, b"")


def test_without_a_slot_nothing_is_read():
    assert ask(scope_of(content__length="9"), Sender(), Admission(first=False, known=False))[:2] == (503, b"")


def test_who_is_known_is_read_after_all():
    sender = Sender(piece(b"abc", more=False))
    assert ask(scope_of(content__length="3"), sender, Admission(first=False))[:2] == (None, b"abc")


def test_what_is_not_to_be_read_is_answered_without():
    assert ask(scope_of(content__length="9"), Sender(), Admission(first=False, reads=False))[:2] == (None, b"")


def test_a_sender_that_stalls_is_given_up(monkeypatch):
    monkeypatch.setattr(
        "peer_app.core.buffered_wsgi.read_body", lambda receive, n: read_body(receive, n, lambda _: 0.01)
    )
    refused, body, headers = ask(scope_of(content__length="9"), Sender(piece(b"ab")), Admission())
    assert (refused, body, headers[b"connection"]) == (408, b"", b"close")


def test_the_deadline_moves_with_what_arrives_but_not_for_ever():
    assert deadline(0) == GRACE
    assert deadline(10 * LEAST_RATE) == GRACE + 10
    assert deadline(10**9) == LONGEST


def test_never_more_than_was_announced_is_kept():
    sender = Sender(*repeat(piece(b"x" * 1000), 5))
    assert asyncio.run(read_body(sender.receive, 1500)) == b"x" * 1500
    assert len(sender.messages) == 3


def test_the_environment_is_that_of_pep_3333():
    environ = environ_of(
        scope_of("GET", b"/en/caf%C3%A9%2Fx", content__type="text/plain", x__one="1", x_forwarded_for="10.0.0.1")
    )
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/en/café/x"
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("a=%C3%A9", "192.0.2.7", "80")
    assert (environ["CONTENT_TYPE"], environ["HTTP_X_ONE"]) == ("text/plain", "1")
    # A name with underscores would pass for the one with hyphens.
    assert "HTTP_X_FORWARDED_FOR" not in environ


def test_cookies_that_come_one_by_one_are_joined_as_cookies():
    scope = scope_of()
    scope["headers"] = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"x"), (b"accept", b"y")]
    environ = environ_of(scope)
    assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")
