"""A hall of people behind one Wi-Fi address, all of whom open the page that is on the screen."""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.table import Row

PEOPLE = 300
WITHIN = 10  # seconds
_FILE = re.compile(rb'"(/assets/[^"]+\.(?:css|js|svg))"')
_AT_ONCE = 6  # connections of one phone


@dataclass(frozen=True)
class Opened:
    """Whether somebody got the page and all its files, and the seconds it took."""

    whole: bool
    seconds: float


def rows(address: str) -> Iterator[Row]:
    """Each with connections of their own, as phones have; nothing is kept from before."""
    opened = asyncio.run(_hall(address))
    got = sum(one.whole for one in opened)
    yield Row(f"{PEOPLE} people behind one address within {WITHIN} s: got the page", got, "", PEOPLE, least=True)
    yield Row("  the slowest of them, page and all its files", max(one.seconds for one in opened), "s")


async def _hall(address: str) -> list[Opened]:
    return await asyncio.gather(*(_phone(address, number * WITHIN / PEOPLE) for number in range(PEOPLE)))


async def _phone(address: str, after: float) -> Opened:
    await asyncio.sleep(after)
    began = time.monotonic()
    host, port, path = urlsplit(address).hostname or "", urlsplit(address).port or 80, urlsplit(address).path
    limit = asyncio.Semaphore(_AT_ONCE)

    async def get(what: str) -> tuple[int, bytes]:
        async with limit:
            return await _get(host, port, what)

    status, page = await get(path)
    files = await asyncio.gather(*(get(file.decode()) for file in sorted(set(_FILE.findall(page)))))
    whole = status == 200 and b"</html>" in page and bool(files) and all(code == 200 for code, _body in files)
    return Opened(whole, time.monotonic() - began)


async def _get(host: str, port: int, path: str) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read(-1)
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body
