"""The comma between two things, in the page's script."""

from collections.abc import Iterable

from flask import Flask
from flask_babel import get_locale

_OTHERS = {"ar": "، "}


def comma() -> str:
    """It and the space after it."""
    locale = get_locale()
    return _OTHERS.get(locale.language if locale else "", ", ")


def joined(words: Iterable[object]) -> str:
    """All of them with commas between."""
    return comma().join(map(str, words))


def init_app(app: Flask) -> None:
    """Give templates these."""
    app.jinja_env.globals["comma"] = comma
    app.jinja_env.filters["joined"] = joined
