"""A cache of finished public pages, in front of Flask: they are the same bytes for everyone.

It keeps Flask's whole answer, headers included, by path, query and compression. An answer is valid as long as the
mark of published changes (`core/published_changes.py`) stays the same, and within the same minute: what is over
leaves the pages, and things end at full minutes. Each process has a cache of its own, of at most MOST_BYTES.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.datastructures import Accept, Headers
from werkzeug.http import parse_accept_header, parse_etags, remove_entity_headers, unquote_etag
from werkzeug.test import run_wsgi_app

from peer_app.core import clock
from peer_app.core.languages import LANGUAGES
from peer_app.core.mark_watch import MarkWatch
from peer_app.extensions import db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds. Shorter than anything that is on, and a whole part of an hour.
LASTS = 60
#: In one process, bodies and headers together.
MOST_BYTES = 8 * 1024 * 1024
#: What a page takes beside its body, roughly.
_HEADERS_BYTES = 3000

#: With this key in its WSGI environment a request bypasses the cache. No request from outside can set it.
MADE_ANEW = "peer_app.made_anew"

_EXTENSION = "ready_pages"

Key = tuple[str, str, bool]
#: What a page was made for: the mark of published changes, and the number of the minute.
Stamp = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """An answer (200), and the headers of the one that says it did not change (304)."""

    body: bytes
    etag: str
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return len(self.body) + _HEADERS_BYTES


class Shelf:
    """The pages of one stamp; those not asked for longest make room."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._lock = Lock()
        self._pages: OrderedDict[Key, ReadyPage] = OrderedDict()
        self._stamp: Stamp | None = None
        self.size = 0

    def find(self, key: Key, stamp: Stamp) -> ReadyPage | None:
        """The page kept for that key and stamp, or None."""
        with self._lock:
            page = self._pages.get(key) if stamp == self._stamp else None
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, stamp: Stamp, page: ReadyPage) -> None:
        """Keep a page; pages of any other stamp go."""
        with self._lock:
            if stamp != self._stamp:
                self._clear()
                self._stamp = stamp
            before = self._pages.pop(key, None)
            self._pages[key] = page
            self.size += page.size - (before.size if before else 0)
            while self.size > self._most:
                self.size -= self._pages.popitem(last=False)[1].size

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        self._pages.clear()
        self._stamp, self.size = None, 0


class ReadyPages:
    """WSGI middleware around the whole app."""

    def __init__(self, app: "WSGIApplication", mark: Callable[[], str | None], shelf: Shelf) -> None:
        self._app = app
        self._mark = mark
        self._shelf = shelf

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        stamp = self._stamp() if _may_be_ready(environ) else None
        if stamp is None:
            return self._app(environ, start_response)
        key = (environ["PATH_INFO"], environ.get("QUERY_STRING", ""), _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING")))
        page = self._shelf.find(key, stamp)
        if page is None and environ["REQUEST_METHOD"] == "GET" and "HTTP_COOKIE" not in environ:
            return self._make(key, stamp, environ, start_response)
        if page is None:
            return self._app(environ, start_response)
        return _answer(page, environ, start_response)

    def _stamp(self) -> Stamp | None:
        mark = self._mark()
        return None if mark is None else (mark, int(clock.now().timestamp()) // LASTS)

    def _make(
        self, key: Key, stamp: Stamp, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        whole = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        parts, status, headers = run_wsgi_app(self._app, whole, buffered=True)
        if not _is_for_everyone(status, headers):
            start_response(status, headers.to_wsgi_list())
            return parts
        page = _ready(b"".join(parts), headers)
        self._shelf.put(key, stamp, page)
        return _answer(page, environ, start_response)


def init_app(app: Flask) -> None:
    """Wrap the whole app. Call last, so that this comes before every other middleware."""
    with app.app_context():
        watch = MarkWatch(db.engine)
    shelf = app.extensions[_EXTENSION] = Shelf(MOST_BYTES)
    app.wsgi_app = ReadyPages(app.wsgi_app, watch.mark, shelf)  # type: ignore[method-assign]


def shelf_of(app: Flask) -> Shelf:
    """What this process of `app` keeps."""
    shelf: Shelf = app.extensions[_EXTENSION]
    return shelf


def _may_be_ready(environ: "WSGIEnvironment") -> bool:
    """Whether it is asked for a page under a language, in a way that pages are asked for."""
    folders = environ["PATH_INFO"].split("/", 2)
    return (
        environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and len(folders) == 3
        and folders[1] in LANGUAGES
        and "HTTP_IF_MATCH" not in environ
        and MADE_ANEW not in environ
    )


@lru_cache(maxsize=256)
def _takes_gzip(header: str | None) -> bool:
    return bool(parse_accept_header(header, Accept)["gzip"])


def _is_for_everyone(status: str, headers: Headers) -> bool:
    """Whether `core.headers` marked the answer as public, and nothing in it is for a single visitor."""
    return (
        status.startswith("200 ")
        and headers.get("Cache-Control") == "no-cache"
        and "ETag" in headers
        and "Set-Cookie" not in headers
        and headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    )


def _ready(body: bytes, headers: Headers) -> ReadyPage:
    unchanged = Headers(headers)
    remove_entity_headers(unchanged)
    etag = unquote_etag(headers["ETag"])[0] or ""
    return ReadyPage(body, etag, headers.to_wsgi_list(), unchanged.to_wsgi_list())


def _answer(page: ReadyPage, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_weak(page.etag):
        start_response("304 NOT MODIFIED", list(page.unchanged))
        return []
    start_response("200 OK", list(page.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
