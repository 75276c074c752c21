"""The translations: one file of words for each language, `translations/<code>/LC_MESSAGES/messages.po`.

They are read as people wrote them, when a language is first spoken: there is no second, compiled form that could be
older than the first, and nothing to be made before the app starts.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Domain, get_locale

from peer_app.core.languages import LANGUAGES
from peer_app.extensions import babel

ROOT = Path(__file__).parents[1] / "translations"


def file_of(code: str) -> Path:
    """Where the words of a language stand."""
    return ROOT / code / "LC_MESSAGES/messages.po"


class Catalogues(Domain):
    """What gettext asks: the words in the language of the page being made."""

    def get_translations(self) -> NullTranslations:
        return _in_locale(str(get_locale()))


@lru_cache
def _in_locale(locale: str) -> NullTranslations:
    """What is translated; anything else, and all of it where there is no such file, is said in English."""
    code = next((it.code for it in LANGUAGES.values() if it.locale == locale), "")
    if not code or not file_of(code).exists():
        return NullTranslations()
    compiled = BytesIO()
    with file_of(code).open("rb") as written:
        write_mo(compiled, read_po(written, locale))  # leaves out what is empty or a guess
    compiled.seek(0)
    return Translations(compiled)


def init_app(_app: Flask) -> None:
    """Let gettext find them."""
    babel.domain_instance = Catalogues()
