"""A proxy that counts what really goes over the wire, the service worker's own requests too."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"


@dataclass
class Traffic:
    """Each answer that passed: its path and the bytes of its body as sent, compressed."""

    address: str
    answers: list[tuple[str, int]] = field(default_factory=list)

    def bytes_of(self, *parts: str) -> int:
        """All bytes of the answers whose path holds one of `parts`; of all answers when there are none."""
        return sum(size for path, size in self.answers if not parts or any(part in path for part in parts))


@contextmanager
def counting_proxy(port: int) -> Iterator[Traffic]:
    """Listen on a spare port of 127.0.0.1 and hand every request on to `port`."""
    traffic = Traffic("")
    ready, over = threading.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A browser may hang up whenever it likes; what is still open at the end is cut.
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await _pass_on(reader, writer, port, traffic)
        writer.close()

    async def run() -> None:
        nonlocal loop
        loop = asyncio.get_running_loop()
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        traffic.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await over.wait()
        server.close()

    loop: asyncio.AbstractEventLoop | None = None
    thread = threading.Thread(target=asyncio.run, args=[run()], daemon=True)
    thread.start()
    ready.wait()
    try:
        yield traffic
    finally:
        assert loop is not None
        loop.call_soon_threadsafe(over.set)
        thread.join()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, traffic: Traffic) -> None:
    from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            request = await reader.readuntil(END_OF_HEAD)
            to_server.write(request + await reader.readexactly(_length(request) or 0))
            head = await from_server.readuntil(END_OF_HEAD)
            length = _length_of_answer(head)
            body = await from_server.readexactly(length)
            traffic.answers.append((request.split()[1].decode(), length))
            writer.write(head + body)
            await writer.drain()
    finally:
        to_server.close()


def _length_of_answer(head: bytes) -> int:
    length = _length(head)
    if length is None and head.split()[1] not in {b"204", b"304"}:
        raise ValueError(f"No length: {head!r}")
    return length or 0


def _length(head: bytes) -> int | None:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return None
