"""Languages that are spoken at events and places (not those of the app's own pages, which are in `languages`)."""

from collections.abc import Iterable

from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

#: Besides English, what is spoken most in Lambeth, and sign language ("bfi"). BCP 47 codes.
CODES = ("pt", "es", "fr", "it", "pl", "ar", "so", "am", "ti", "yo", "ak", "bn", "ur", "tr", "zh", "vi", "uk", "bfi")


def name_of(code: str) -> str:
    """What a language is called in the page's language."""
    if code == "bfi":
        return str(_("British Sign Language"))
    locale = get_locale()
    name: str = (locale.languages.get(code) if locale else None) or code
    return name[:1].upper() + name[1:]


def names_of(codes: Iterable[str]) -> list[str]:
    """What languages are called, in the order of the alphabet."""
    return sorted(name_of(code) for code in codes)


def choices() -> list[tuple[str, str]]:
    """(code, name) of each to choose from."""
    return sorted(((code, name_of(code)) for code in CODES), key=lambda choice: choice[1])


def init_app(app: Flask) -> None:
    """Give templates the names."""
    app.jinja_env.filters["language_names"] = names_of
