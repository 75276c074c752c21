"""Addresses as people type, shorten and paste them, and the page that they meant."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from peer_app.core import published
from peer_app.core.errors import answer_error
from peer_app.core.languages import LANGUAGES

#: What a message or a sentence leaves at the end of an address.
_LEFT_OVER = ".,;:!?)]}>\"'”’»"


def init_app(app: Flask) -> None:
    """Lead on, for good, whoever asks for such an address; all others are told that there is no such page."""
    app.register_error_handler(NotFound, _lead_on)


def _lead_on(error: NotFound) -> Response:
    address = _meant()
    return redirect(address, 301) if address else answer_error(error)


def _meant() -> str | None:
    """What to try instead of an address that leads nowhere; None where there is nothing to try."""
    if request.method not in {"GET", "HEAD"}:
        return None
    query = request.query_string.decode(errors="replace")
    for path in _candidates(request.path):
        if path != request.path and current_app.url_map.bind("").test(path, "GET"):
            return quote(path) + (f"?{query}" if query else "")
    return _list_of_a_kind(request.path.strip("/").lower().split("/"))


def _candidates(path: str) -> Iterator[str]:
    """Without what is too much, then in small letters, too."""
    # Never two strokes in front: that would be another site.
    tidy = "/" + "/".join(filter(None, path.split("/"))).rstrip(_LEFT_OVER)
    yield tidy
    # In a code or a moment, capital letters are meant; in what a title became, there are none.
    if request.url_rule is None or request.url_rule.arguments <= {"lang", "slug"}:
        small = tidy.lower()
        yield f"{small}/" if small[1:] in LANGUAGES else small


def _list_of_a_kind(folders: list[str]) -> str | None:
    """Of "/pt/events": there is no such page, but what is on of that kind."""
    language = f"/{folders.pop(0)}" if folders[0] in LANGUAGES else ""
    kinds = {model.folder: name for name, model in published.models().items()}
    return f"{language}/?kind={kinds[folders[0]]}" if len(folders) == 1 and folders[0] in kinds else None
