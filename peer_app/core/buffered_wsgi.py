"""An ASGI application that runs a WSGI application on complete requests, as a buffering proxy would.

A slow sender costs memory for what it has sent, and no thread: a body is received by the event loop, within a deadline
and at a least rate, and only then is a thread given to the request. (Granian's own WSGI interface lends a thread for as
long as a body trickles, and has no time-out for that; measured with 2.8.) Answers are handed over whole, so that a slow
reader keeps no thread either.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]

#: Threads of one process for requests with a body, and for all others: neither keeps the other waiting.
THREADS_FOR_BODIES = 32
THREADS_FOR_PAGES = 32

#: Seconds in which a body may arrive at any rate: a radio link that stalls loses no form.
GRACE = 10.0
#: Bytes a second on average, beyond the grace: half of what GPRS carries.
LEAST_RATE = 512
#: Seconds after which a body has to be complete, whatever its rate.
LONGEST = 60.0

#: In the WSGI environment: the status (an int) to answer with, because the body was not received.
REFUSED = "peer_app.refused_body"
#: Of a request whose sender was too slow, or went away; what says no length; what comes when no slot is free.
TOO_SLOW, CUT, NO_LENGTH, BUSY = 408, 400, 411, 503

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_VERSIONS = {"1": "1.0"}  # as granian names HTTP/1.0


class NoSlotError(Exception):
    """No slot is free for this sender just now."""


class Admission(Protocol):
    """Decides whose body is received."""

    def enter(self, environ: "WSGIEnvironment", length: int) -> Callable[[], None] | None:
        """Let a request send its body: what to call once it is answered. None: ask `enter_known`.

        Called on the event loop; must not block.
        """

    def enter_known(self, environ: "WSGIEnvironment", length: int) -> Callable[[], None] | None:
        """Let a request that `enter` refused send its body. Called in a thread; may ask the database who it is.

        None: the application answers without the body. Raises NoSlotError.
        """


def deadline(received: int) -> float:
    """Seconds after its start at which a body is given up, of which `received` bytes have arrived."""
    return min(GRACE + received / LEAST_RATE, LONGEST)


class BufferedWSGI:
    """The ASGI application (`scope`, `receive`, `send`) around a WSGI application."""

    def __init__(self, app: "WSGIApplication", admission: Admission) -> None:
        self._app = app
        self._admission = admission
        self._for_bodies = ThreadPoolExecutor(THREADS_FOR_BODIES, "body")
        self._for_pages = ThreadPoolExecutor(THREADS_FOR_PAGES, "page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = environ_of(scope)
        length = _length_of(environ)
        if not length:
            await self._answer(environ, self._for_pages, send, close=REFUSED in environ)
            return
        loop = asyncio.get_running_loop()
        leave = self._admission.enter(environ, length)
        try:
            if leave is None:
                leave = await loop.run_in_executor(self._for_bodies, self._admission.enter_known, environ, length)
            complete = leave is not None and await _receive(environ, receive, length)
        except NoSlotError:
            environ[REFUSED], complete = BUSY, False
        try:
            await self._answer(environ, self._for_bodies if complete else self._for_pages, send, close=not complete)
        finally:
            if leave is not None:
                leave()

    async def _answer(
        self, environ: "WSGIEnvironment", pool: ThreadPoolExecutor, send: Send, *, close: bool = False
    ) -> None:
        run = asyncio.get_running_loop().run_in_executor
        status, headers, body = await run(pool, run_wsgi, self._app, environ)
        if close:  # what may still come is not taken for a next request
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def environ_of(scope: Scope) -> "WSGIEnvironment":
    """The WSGI environment (PEP 3333) of an ASGI HTTP scope, with an empty body."""
    version: str = scope["http_version"]
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{_VERSIONS.get(version, version)}",
        "REMOTE_ADDR": scope["client"][0] if scope.get("client") else "",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue  # `X_Forwarded_For` would pass for `X-Forwarded-For`
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        if key in environ:
            # HTTP/2 sends cookies one by one (RFC 9113, section 8.2.3).
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    return environ


def _length_of(environ: "WSGIEnvironment") -> int:
    """How many bytes to receive; 0 as well for what nobody reads."""
    if "HTTP_TRANSFER_ENCODING" in environ:
        # A form that was cut could not be told from a whole one. Browsers always say how long a body is.
        environ[REFUSED] = NO_LENGTH
        return 0
    length = environ.get("CONTENT_LENGTH", "")
    return int(length) if length.isdecimal() and environ["REQUEST_METHOD"] not in _SAFE_METHODS else 0


async def _receive(environ: "WSGIEnvironment", receive: Receive, length: int) -> bool:
    """Put the body into the environment, or why there is none; whether all of it came."""
    try:
        body = await read_body(receive, length)
    except TimeoutError:
        environ[REFUSED] = TOO_SLOW
        return False
    if len(body) < length:
        environ[REFUSED] = CUT
        return False
    environ["wsgi.input"] = BytesIO(body)
    return True


async def read_body(receive: Receive, length: int, deadline: Callable[[int], float] = deadline) -> bytes:
    """Up to `length` bytes; fewer when the sender goes away.

    Raises TimeoutError at the deadline for what has arrived by then.
    """
    body = bytearray()
    began = time.monotonic()
    while len(body) < length:
        async with asyncio.timeout(deadline(len(body)) - (time.monotonic() - began)):
            message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return bytes(body[:length])


def run_wsgi(app: "WSGIApplication", environ: "WSGIEnvironment") -> Answer:
    """Run a WSGI application to its end: status, headers, whole body."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Callable[..., object]:
        started[:] = [(status, headers)]
        return _no_write

    parts: Iterable[bytes] = app(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    [(status, headers)] = started
    return int(status[:3]), [(name.lower().encode("latin-1"), it.encode("latin-1")) for name, it in headers], body


def _no_write(_data: bytes) -> object:
    raise NotImplementedError("The `write` callable of PEP 3333 is not offered: return the body.")
