"""Posts to push services by libcurl: many at a time over few connections (HTTP/2 where it is spoken).

Nothing is followed or connected to that an address could use to reach our own network, and nothing
of the environment (proxies, cookies, passwords in files) has a say.
"""

import socket
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

import pycurl

from peer_app.push.addresses import is_public

#: Seconds for a whole message, and for a connection to open.
TIME_OUT, CONNECTS_WITHIN = 10.0, 5.0
# More of an answer than this is not read.
_ANSWER_BYTES = 16_384
# So many connections there are to one push service, each for a hundred messages at a time. Only when one is
# found that speaks HTTP/1.1, where a connection is for one message, may there be more.
_TO_ONE_HOST = 8
# Also with a long answer, it was one.
_ANSWERED = {pycurl.E_OK, pycurl.E_FILESIZE_EXCEEDED}
_RETRY_AFTER = b"retry-after:"


class Answer(NamedTuple):
    """What a push service said: the status, and its Retry-After as it stands there."""

    status: int
    retry_after: str | None


class _Asked:
    def __init__(self, mark: object) -> None:
        self.mark = mark
        self.retry_after: str | None = None

    def hear(self, line: bytes) -> None:
        if line[: len(_RETRY_AFTER)].lower() == _RETRY_AFTER:
            self.retry_after = line[len(_RETRY_AFTER) :].strip().decode("latin-1")


class Transport:
    """Keeps its connections; use it as a context manager, in one thread."""

    def __init__(self, connections: int) -> None:
        """`connections`: how many are open at most, all push services together."""
        self._multi = pycurl.CurlMulti()
        self._connections = connections
        self._multi.setopt(pycurl.M_MAX_TOTAL_CONNECTIONS, connections)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, min(_TO_ONE_HOST, connections))
        self._multi.setopt(pycurl.M_MAXCONNECTS, connections)
        self._free: list[pycurl.Curl] = []
        self._asked: dict[pycurl.Curl, _Asked] = {}
        self._trusted = ssl.get_default_verify_paths()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for curl in self._asked:
            self._multi.remove_handle(curl)
        self._multi.close()

    @property
    def in_flight(self) -> int:
        """How many are on their way."""
        return len(self._asked)

    def post(self, mark: object, address: str, headers: Mapping[str, str], body: bytes, *, inside: bool) -> None:
        """Begin to post the `body`; what comes of it, `answers` says beside the `mark`.

        `inside`: whether it may also go to an address of a private network.
        """
        curl = self._free.pop() if self._free else self._new()
        asked = _Asked(mark)
        curl.setopt(pycurl.URL, address)
        curl.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in headers.items()])
        curl.setopt(pycurl.POSTFIELDS, body)
        curl.setopt(pycurl.HEADERFUNCTION, asked.hear)
        curl.setopt(pycurl.OPENSOCKETFUNCTION, open_socket if inside else open_public)
        self._multi.add_handle(curl)
        self._asked[curl] = asked

    def answers(self, within: float = 0) -> list[tuple[Any, Answer | None]]:
        """What came back, beside its mark; where nothing did so far, waits so many seconds at most.

        None for a connection that fails or is cut, for what is no HTTP, and for silence.
        """
        found = self._perform()
        if within and not found:
            soon = self._multi.timeout()  # libcurl has something to do by itself then, in milliseconds
            self._multi.select(within if soon < 0 else min(within, soon / 1000))
            found = self._perform()
        return found

    def _perform(self) -> list[tuple[Any, Answer | None]]:
        self._multi.perform()
        _more, well, failed = self._multi.info_read()
        ended = [(curl, pycurl.E_OK) for curl in well] + [(curl, reason) for curl, reason, _words in failed]
        return [self._ended(curl, reason) for curl, reason in ended]

    def _ended(self, curl: pycurl.Curl, reason: int) -> tuple[Any, Answer | None]:
        self._multi.remove_handle(curl)
        asked = self._asked.pop(curl)
        self._free.append(curl)
        if reason not in _ANSWERED:
            return asked.mark, None
        if curl.getinfo(pycurl.INFO_HTTP_VERSION) == pycurl.CURL_HTTP_VERSION_1_1:
            self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, self._connections)
        return asked.mark, Answer(curl.getinfo(pycurl.RESPONSE_CODE), asked.retry_after)

    def _new(self) -> pycurl.Curl:
        curl = pycurl.Curl()
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.PATH_AS_IS, 1)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        # What Python trusts; libcurl reads a file once for all connections, and a folder for each.
        curl.setopt(pycurl.CAINFO if self._trusted.cafile else pycurl.CAPATH, self._trusted[0] or self._trusted[1])
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.USERAGENT, "webpush")  # libcurl's own would list what this server is made of
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
