"""Data in a page: words for its scripts, and facts for search engines.

Words are translated on the server; `static/js/messages.js` reads them from the page.
"""

from typing import Any

from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

#: Enough numbers to meet every plural form of every language once.
_SAMPLES = range(200)


def plural(one: str, other: str) -> dict[str, str]:
    """The text in each plural form of the page's language, by CLDR category ("one", "few", …); `{n}` is the number.

    A script picks with `Intl.PluralRules`, which uses the same categories.
    """
    locale = get_locale()
    if locale is None:
        raise RuntimeError("Plural words need a request's language.")
    words = get_translations()
    forms: dict[str, str] = {}
    for number in _SAMPLES:
        text = words.ungettext(one, other, number)
        forms.setdefault(locale.plural_form(number), text.replace("%(num)d", "{n}"))
    return forms


def messages(**texts: Any) -> Markup:
    """The page's words for its scripts, as a block of JSON."""
    words = {name: text if isinstance(text, dict) else str(text) for name, text in texts.items()}
    return data_block("application/json", words, "messages")


def json_ld(facts: dict[str, Any]) -> Markup:
    """Facts in schema.org's words, as a block of JSON-LD."""
    return data_block("application/ld+json", {"@context": "https://schema.org", **facts}, "facts")


def data_block(mimetype: str, data: Any, element_id: str) -> Markup:
    """A `<script>` that holds data, which a strict CSP lets stand; no text in it can end it."""
    block = Markup('<script type="{}" id="{}">{}</script>')
    return block.format(mimetype, element_id, htmlsafe_json_dumps(data, sort_keys=True))


def init_app(app: Flask) -> None:
    """Give templates `messages`, `plural` and `json_ld`."""
    app.jinja_env.globals.update(messages=messages, plural=plural, json_ld=json_ld)
