"""Texts that coordinators wrote, in the visitor's language.

Where a coordinator gave no translation into the page's language, the English original is shown, marked as English.

    {{ said(event, "expect") }}     in the text of a page
    {{ plain(event, "title") }}     where no mark can stand: a title, an attribute, a calendar
"""

from typing import Any, Protocol

from flask import Flask
from markupsafe import Markup

from peer_app.core.languages import DEFAULT, LANGUAGES, current


class Translated(Protocol):
    """Anything whose texts may be there in several languages."""

    @property
    def translations(self) -> dict[str, dict[str, str]]: ...


def plain(thing: Translated, field: str) -> str:
    """The text of a field in the page's language, or as it was written first."""
    return in_language(thing, field, current().code)


def in_language(thing: Translated, field: str, code: str) -> str:
    """The same in the language of that code."""
    return _given(thing, field, code) or str(getattr(thing, field) or "")


def said(thing: Translated, field: str) -> Markup:
    """The same for the text of a page: what is not in the page's language says so."""
    text = plain(thing, field)
    if current().code == DEFAULT or not text or _given(thing, field, current().code):
        return Markup("{}").format(text)
    spoken = LANGUAGES[DEFAULT]
    return Markup('<span lang="{}" dir="{}">{}</span>').format(spoken.html, spoken.direction, text)


def _given(thing: Translated, field: str, code: str) -> str:
    texts: dict[str, Any] = (thing.translations or {}).get(code) or {}
    return str(texts.get(field) or "")


def init_app(app: Flask) -> None:
    """Give templates `said` and `plain`."""
    app.jinja_env.globals.update(said=said, plain=plain)
