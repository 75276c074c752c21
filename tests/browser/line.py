"""The line between a tablet and base: a proxy of the tests' own that can be cut, hang, or answer for somebody else.

One connection carries one request, so that a fault knows where in the request or the answer it strikes.
"""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

#: Where records go; anything else that the tablet asks for stays as it is, unless a fault is to hold everywhere.
RECORDS = "/sync/records"
EVERYWHERE = "/"
BROKEN = (OSError, EOFError)


@dataclass
class Call:
    """One request on the line: its head is read, its body is not."""

    head: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    line: "Line"

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode()

    @property
    def length(self) -> int:
        """Of the body, in bytes."""
        for header in self.head.split(b"\r\n")[1:]:
            name, _colon, value = header.partition(b":")
            if name.lower() == b"content-length":
                return int(value)
        return 0

    async def body(self) -> bytes:
        return await self.reader.readexactly(self.length)


Fault = Callable[[Call], Awaitable[None]]


async def pass_on(call: Call) -> None:
    """No fault: to base, and back."""
    await _pass_on(call, await call.body())


async def cut_before(call: Call) -> None:
    """Base hears nothing of it."""


def cut_in_request(after: int) -> Fault:
    """Only so many bytes of the body reach base."""

    async def fault(call: Call) -> None:
        part = await call.reader.readexactly(min(after, max(0, call.length - 1)))
        _reader, writer = await call.line.reach_base()
        writer.write(call.head + part)
        await writer.drain()
        writer.close()

    return fault


async def lose_answer(call: Call) -> None:
    """Base takes it, commits and answers; the answer is lost."""
    await _ask_base(call, await call.body())


def cut_in_answer(after: int) -> Fault:
    """Only so many bytes of the answer come back."""

    async def fault(call: Call) -> None:
        answer = await _ask_base(call, await call.body())
        call.writer.write(answer[: min(after, len(answer) - 1)])
        await call.writer.drain()

    return fault


def slow(rate: int) -> Fault:
    """So many bytes a second reach base, and none of whoever has given up meanwhile."""

    async def fault(call: Call) -> None:
        body = await call.body()
        await asyncio.sleep(len(body) / rate)
        if not call.reader.at_eof():
            await _pass_on(call, body)

    return fault


async def hang(call: Call) -> None:
    """Nobody takes the request, and nobody says so, until the line is mended."""
    await call.line.mended()


async def hold_answer(call: Call) -> None:
    """Base answers; the answer comes once the line is mended."""
    answer = await _ask_base(call, await call.body())
    await call.line.mended()
    call.writer.write(answer)
    await call.writer.drain()


def answer(status: int, body: str = "", **headers: str) -> Fault:
    """Somebody on the way answers instead of base. In `headers`, `_` stands for `-`."""
    fields = {"Content-Type": "text/html", "Content-Length": str(len(body.encode())), "Connection": "close"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields.items())

    async def fault(call: Call) -> None:
        await call.body()
        call.writer.write(f"{head}\r\n{body}".encode())
        await call.writer.drain()

    return fault


def cut_after(many: int) -> Fault:
    """So many requests come through, and then no more."""
    left = iter(range(many))

    async def fault(call: Call) -> None:
        await (cut_before if next(left, None) is None else pass_on)(call)

    return fault


def too_large(most: int) -> Fault:
    """A proxy on the way lets only so many bytes through at once."""

    async def fault(call: Call) -> None:
        await (pass_on if call.length <= most else answer(413))(call)

    return fault


captive_portal = answer(200, "<!doctype html><title>Free Wi-Fi</title>")
sign_in_page = answer(302, Location="https://wifi.example/sign-in")


class Line:
    """Listens on a port of its own (`origin`) and passes on to `base`, the origin of the server once it runs."""

    def __init__(self) -> None:
        self.base = ""
        #: Since a fault began or was mended: the ids of each batch that reached base as a whole, and how many of these
        #: base has answered, which it does after its commit, whatever became of the answer.
        self.delivered: list[list[str]] = []
        self.answered = 0
        self._fault: Fault = pass_on
        self._where = EVERYWHERE
        self._loop = asyncio.new_event_loop()
        self._mended = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    @property
    def origin(self) -> str:
        return "http://{}:{}".format(*self._server.sockets[0].getsockname())

    def fail(self, fault: Fault, where: str = RECORDS) -> None:
        """From now on, whatever asks for a path that begins with `where` meets the fault."""
        self._turn(fault, where)
        self._loop.call_soon_threadsafe(self._mended.clear)

    def mend(self) -> None:
        """From now on everything is passed on; what hangs is cut, what is held is let go."""
        self._turn(pass_on, EVERYWHERE)
        self._loop.call_soon_threadsafe(self._mended.set)

    def cut(self) -> None:
        """End whatever is under way; what comes later meets the fault as before."""
        self._loop.call_soon_threadsafe(self._cut)

    def close(self) -> None:
        """Stop listening, cut everything."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _turn(self, fault: Fault, where: str) -> None:
        self.delivered, self.answered = [], 0
        self._fault, self._where = fault, where

    async def mended(self) -> None:
        """Wait until somebody mends the line."""
        await self._mended.wait()

    async def reach_base(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A new connection to base."""
        return await asyncio.open_connection("127.0.0.1", urlsplit(self.base).port)

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._take, "127.0.0.1", 0)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._calls.add(task)
        try:
            with suppress(*BROKEN, asyncio.CancelledError):
                call = Call(await reader.readuntil(b"\r\n\r\n"), reader, writer, self)
                await (self._fault if call.path.startswith(self._where) else pass_on)(call)
        finally:
            self._calls.discard(task)
            writer.close()

    async def _end(self) -> None:
        self._server.close()
        calls = list(self._calls)
        self._cut()
        await asyncio.gather(*calls, return_exceptions=True)

    def _cut(self) -> None:
        for call in self._calls:
            call.cancel()


async def _pass_on(call: Call, body: bytes) -> None:
    call.writer.write(await _ask_base(call, body))
    await call.writer.drain()


async def _ask_base(call: Call, body: bytes) -> bytes:
    """The whole answer of base."""
    reader, writer = await call.line.reach_base()
    try:
        writer.write(_alone(call.head) + body)
        await writer.drain()
        if call.path != RECORDS:
            return await reader.read()
        call.line.delivered.append([record["id"] for record in json.loads(body)["records"]])
        answer = await reader.read()
        call.line.answered += 1
        return answer
    finally:
        writer.close()


def _alone(head: bytes) -> bytes:
    """The head of a request after whose answer the connection ends."""
    fields = [field for field in head.rstrip().split(b"\r\n") if not field.lower().startswith(b"connection:")]
    return b"\r\n".join([*fields, b"Connection: close", b"", b""])
