"""The van pack: which pages and files a device carries, each with the hash of its bytes.

Every page is rendered through the app itself, without cookies, as a device fetches it.
"""

import contextvars
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from werkzeug.routing import Rule
from werkzeug.test import Client

from peer_app.core import assets
from peer_app.core.access import audiences_of, public
from peer_app.core.languages import DEFAULT
from peer_app.core.modules import imported
from peer_app.core.ready_pages import MADE_ANEW
from peer_app.sync.page_list import PageList
from peer_app.sync.sealing import all_keys

Paths = Callable[[], Iterable[str]]

_EXTENSION = "pack_pages"
_LIST = "pack_list"
_FILE = re.compile(r'"(/assets/[^"]+)"')


def init_app(app: Flask) -> None:
    """Make the empty register."""
    app.extensions[_EXTENSION] = []
    app.extensions[_LIST] = PageList(_make_list)


def register_pages(app: Flask, paths: Paths) -> None:
    """Let a feature add public pages to the pack, as paths without their language.

    Pages that need nothing but a language are found by themselves.
    """
    app.extensions[_EXTENSION].append(paths)


def current_pack(languages: Iterable[str] = (DEFAULT,), *, again: bool = False) -> dict[str, Any]:
    """`{"revision", "pages": {url: sha256 hex}, "keys": [{"id", "public_key"}]}`; seal to the last key.

    languages: the codes of those whose pages are carried.
    With `again` every page is looked at, whether something seems to have changed or not.
    """
    listed: PageList = current_app.extensions[_LIST]
    pages: dict[str, str] = {}
    for language in languages:
        pages |= listed.current(language, again=again)
    public_keys = [{"id": key.id, "public_key": key.public_key} for key in all_keys()]
    whole = repr((sorted(pages.items()), public_keys)).encode()
    return {"revision": _revision(whole), "pages": pages, "keys": public_keys}


def _make_list(language: str) -> dict[str, str]:
    pages: dict[str, str] = {}
    files: set[str] = set()
    for address in _addresses(language):
        body = _render(address)
        if body is not None:
            pages[address] = _revision(body)
            files.update(_FILE.findall(body.decode()))
    return pages | {address: _revision(body) for address, body in _with_imports(files)}


def _addresses(language: str) -> Iterator[str]:
    registered: list[Paths] = current_app.extensions[_EXTENSION]
    plain = [_address(rule) for rule in current_app.url_map.iter_rules() if _is_plain_page(rule)]
    listed = [path for paths in registered for path in paths()]
    yield from dict.fromkeys(f"/{language}{path}" for path in [*plain, *listed])


def _is_plain_page(rule: Rule) -> bool:
    is_page = "." not in posixpath.basename(rule.rule)
    return rule.arguments == {"lang"} and is_page and public in audiences_of(rule.endpoint)


def _address(rule: Rule) -> str:
    return rule.rule.removeprefix("/<lang:lang>")


def _render(address: str) -> bytes | None:
    """The bytes of a page as everyone gets them; None when there is no such page (any more)."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # In a context of its own: nothing of whoever asks for the pack is known in there.
    return contextvars.Context().run(_fetch, app, address)


def _fetch(app: Flask, address: str) -> bytes | None:
    asked = {"base_url": app.config["ORIGIN"], "environ_overrides": {MADE_ANEW: True}}
    with Client(app, use_cookies=False).get(address, **asked) as answer:
        return answer.get_data() if answer.status_code == 200 else None


def _with_imports(addresses: set[str]) -> Iterator[tuple[str, bytes]]:
    """Each file and, for modules, whatever they import."""
    known = assets.current()
    prefix = urlsplit(known.url(assets.STYLE_SHEET)).path.removesuffix(assets.STYLE_SHEET)
    paths = {path for address in addresses if (path := address.removeprefix(prefix)) in known.files}
    for script in [path for path in paths if path.endswith(".js")]:
        paths.update(imported(known.files, script, later=True))
    for path in sorted(paths):
        yield prefix + path, known.files[path].body


def _revision(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
