"""Public pages live under their language; the same address without one is a door to it.

@page(bp, "/events/<slug>")        # GET /en/events/x, and /events/x leads there
@access(public)
def show(slug): …

Pages for people who are signed in have no language in front: the account has one. All others without one
speak as the browser wishes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request, url_for
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response

from peer_app.core.access import access, public


@dataclass(frozen=True)
class Language:
    """A language the app speaks: its code in addresses, its Babel locale, its own name."""

    code: str
    locale: str
    name: str
    direction: str = "ltr"
    #: Whether nobody who grew up with it has checked the translation yet.
    is_draft: bool = False

    @property
    def html(self) -> str:
        """The BCP 47 tag for `lang` attributes."""
        return self.locale.replace("_", "-")


LANGUAGES = {
    it.code: it
    for it in (
        Language("en", "en_GB", "English"),
        Language("pt", "pt_PT", "Português", is_draft=True),
        Language("es", "es", "Español", is_draft=True),
        Language("pl", "pl", "Polski", is_draft=True),
        Language("ar", "ar", "العربية", "rtl", is_draft=True),
    )
}
DEFAULT = "en"
#: In the query of a page without a language in front: the one that somebody chose there.
CHOSEN = "in"

View = TypeVar("View", bound=Callable[..., Any])


class LanguageConverter(BaseConverter):
    """`<lang:lang>` matches the languages the app speaks and nothing else."""

    regex = "|".join(LANGUAGES)


def current() -> Language:
    """The language of the page being made."""
    if g.get("lang") is None and has_request_context():
        speak_as_wished()
    return LANGUAGES[g.get("lang") or DEFAULT]


def locale() -> str:
    """The Babel locale of the page being made."""
    return current().locale


def wished() -> str:
    """The code of the spoken language that the visitor chose here, or else that the browser wants most.

    Of `pt-BR` the language counts, not the country: whoever asks for it reads Portuguese of any kind.
    """
    if (chosen := request.args.get(CHOSEN)) in LANGUAGES:
        return str(chosen)
    refused = {tag for tag, quality in request.accept_languages if not quality}
    # In the order of their quality; werkzeug's own choice prefers a lesser wish that is spelled as ours.
    for tag, quality in request.accept_languages:
        code = tag.replace("_", "-").partition("-")[0].lower()
        if quality and code in LANGUAGES and code not in refused:
            return code
    return DEFAULT


def speak(code: str) -> None:
    """Make this request's page in that language, if the app speaks it."""
    g.lang = code if code in LANGUAGES else DEFAULT


def speak_as_wished() -> None:
    """Make this request's page in the visitor's language, where its address names none."""
    speak(_named_in_vain() or wished())


def _named_in_vain() -> str:
    """The language in front of an address that leads nowhere ("/ar/evnets"); empty without one."""
    first = request.path.split("/")[1].lower()
    return first if request.url_rule is None and first in LANGUAGES else ""


def page(blueprint: Blueprint, rule: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Register a public page under `/<lang>` and its door without one, which is for reading only."""

    def register(view: View) -> View:
        name = view.__name__
        blueprint.add_url_rule(f"/<lang:lang>{rule}", name, view, methods=methods)
        blueprint.add_url_rule(rule, f"{name}_door", _door(name))
        return view

    return register


def is_public_page() -> bool:
    """Whether this request is for a page under its language: the same bytes for everyone."""
    return request.url_rule is not None and "lang" in request.url_rule.arguments


def keep_query() -> None:
    """Let the same page in another language be asked the same: what stands in its query decides what it shows."""
    g.kept_query = request.query_string.decode()


def same_page(address: str = "") -> list[tuple[Language, str]]:
    """Each language with a link to this page in it; none for a page that has no address of its own.

    A page without a language in front is linked to as `address`, or as itself.
    """
    rule = request.url_rule if has_request_context() else None
    if rule is None or not (address or request.method in {"GET", "HEAD"}):
        return []
    if "lang" not in rule.arguments:
        # Its own address is not repeated on it: there may be a secret in there.
        return [(it, f"{address}?{CHOSEN}={it.code}") for it in LANGUAGES.values()]
    query = f"?{g.kept_query}" if g.get("kept_query") else ""
    # The path as it was asked for, whatever stands behind the language.
    rest = quote(request.path.removeprefix(f"/{g.lang}"))
    return [(it, f"/{it.code}{rest}{query}") for it in LANGUAGES.values()]


def to_own_language(endpoint: str, **values: Any) -> Response:
    """A redirect (302) to `endpoint` in the visitor's language."""
    address = url_for(endpoint, lang=wished(), **values)
    query = request.query_string.decode()
    response = redirect(f"{address}?{query}" if query else address)
    response.data = b""  # no browser shows it, and every phone that comes for the first time fetches two
    return by_language(response)


def by_language(response: Response) -> Response:
    """Mark an answer that depends on the visitor's language, for caches on the way."""
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache"
    return response


def init_app(app: Flask) -> None:
    """Teach `app` the language in addresses. Call before blueprints are registered."""
    app.url_map.converters["lang"] = LanguageConverter
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_fill_language)
    app.jinja_env.globals.update(language=current, same_page=same_page, is_public_page=is_public_page)


def _door(name: str) -> Callable[..., Response]:
    @access(public)
    def door(**values: Any) -> Response:
        return to_own_language(f"{request.blueprint}.{name}", **values)

    return door


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.lang = (values or {}).pop("lang", None)


def _fill_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = current().code
