"""Posts to push services by libcurl: many at a time over few connections (HTTP/2 where it is spoken).

Nothing is followed or connected to that an address could use to reach our own network, and nothing
of the environment (proxies, cookies, passwords in files) has a say.
"""

import socket
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple, Self

import pycurl

from peer_app.push.addresses import is_public

#: Seconds for a whole message, and for a connection to open.
TIME_OUT, CONNECTS_WITHIN = 10.0, 5.0
# More of an answer than this is not read.
_ANSWER_BYTES = 16_384
_RETRY_AFTER = b"retry-after:"


class NoAnswerError(Exception):
    """Nothing came back that is an answer. It says no more: what libcurl says names the endpoint."""


class Answer(NamedTuple):
    """What a push service said: the status, and its Retry-After as it stands there."""

    status: int
    retry_after: str | None


class Transport:
    """Keeps its connections; use it as an async context manager, in one event loop."""

    def __init__(self, connections: int) -> None:
        """`connections`: how many are open at most, all push services together."""
        self._multi = pycurl.AsyncCurlMulti()
        self._multi.setopt(pycurl.M_MAX_TOTAL_CONNECTIONS, connections)
        self._multi.setopt(pycurl.M_MAXCONNECTS, connections)
        self._free: list[pycurl.Curl] = []
        self._trusted = ssl.get_default_verify_paths()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._multi.aclose()

    async def post(self, address: str, headers: Mapping[str, str], body: bytes, *, inside: bool) -> Answer:
        """Post the `body`. `inside`: whether it may also go to an address of a private network.

        Raises `NoAnswerError` for a connection that fails or is cut, for what is no HTTP, and for silence.
        """
        curl = self._free.pop() if self._free else self._new()
        retry_after: list[bytes] = []
        curl.setopt(pycurl.URL, address)
        curl.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in headers.items()])
        curl.setopt(pycurl.POSTFIELDS, body)
        curl.setopt(pycurl.HEADERFUNCTION, lambda line: _note(line, retry_after))
        curl.setopt(pycurl.OPENSOCKETFUNCTION, open_socket if inside else open_public)
        try:
            await self._multi.perform(curl)
        except pycurl.error as error:
            if error.args[0] != pycurl.E_FILESIZE_EXCEEDED:
                raise NoAnswerError from None
        status = curl.getinfo(pycurl.RESPONSE_CODE)
        self._free.append(curl)
        return Answer(status, retry_after[-1].decode("latin-1") if retry_after else None)

    def _new(self) -> pycurl.Curl:
        curl = pycurl.Curl()
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.PATH_AS_IS, 1)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        # Rather wait for the first connection, which may carry a hundred at a time, than open a hundred.
        curl.setopt(pycurl.PIPEWAIT, 1)
        # What Python trusts; libcurl reads a file once for all connections, and a folder for each.
        curl.setopt(pycurl.CAINFO if self._trusted.cafile else pycurl.CAPATH, self._trusted[0] or self._trusted[1])
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.MAXFILESIZE_LARGE, _ANSWER_BYTES)
        curl.setopt(pycurl.WRITEFUNCTION, lambda _read: None)
        curl.setopt(pycurl.TIMEOUT_MS, int(TIME_OUT * 1000))
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, int(CONNECTS_WITHIN * 1000))
        curl.setopt(pycurl.NOSIGNAL, 1)
        return curl


class _HandedOver(socket.socket):
    """libcurl makes a copy of its own, so this one is closed with the last mention of it."""

    def __del__(self) -> None:
        self.close()


def open_socket(_purpose: int, address: tuple[int, int, int, tuple[str, int]]) -> socket.socket:
    """A socket for libcurl to connect to an `address`: family, type, protocol, and where it is."""
    family, kind, protocol, _where = address
    opened = _HandedOver(family, kind, protocol)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # One connection carries many messages: a dead one must not be used for longer than one message waits.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(TIME_OUT * 1000))
    return opened


def open_public(purpose: int, address: tuple[int, int, int, tuple[str, int]]) -> socket.socket | int:
    """The same, but only to an address everybody can reach: asked at the connection itself, after DNS was."""
    return open_socket(purpose, address) if is_public(address[3][0]) else int(pycurl.SOCKET_BAD)


def _note(line: bytes, retry_after: list[bytes]) -> None:
    if line[: len(_RETRY_AFTER)].lower() == _RETRY_AFTER:
        retry_after.append(line[len(_RETRY_AFTER) :].strip())
