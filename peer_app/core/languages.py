"""Public pages live under their language; the same address without one is a door to it.

@page(bp, "/events/<slug>")        # GET /en/events/x, and /events/x leads there
@access(public)
def show(slug): …
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, g, redirect, request, url_for
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

    @property
    def html(self) -> str:
        """The BCP 47 tag for `lang` attributes."""
        return self.locale.replace("_", "-")


LANGUAGES = {"en": Language("en", "en_GB", "English")}
DEFAULT = "en"

View = TypeVar("View", bound=Callable[..., Any])


class LanguageConverter(BaseConverter):
    """`<lang:lang>` matches the languages the app speaks and nothing else."""

    regex = "|".join(LANGUAGES)


def current() -> Language:
    """The language of the page being made."""
    return LANGUAGES[g.get("lang") or DEFAULT]


def locale() -> str:
    """The Babel locale of the page being made."""
    return current().locale


def wished() -> str:
    """The code of the spoken language that the visitor's browser wants most."""
    return request.accept_languages.best_match(list(LANGUAGES), DEFAULT) or DEFAULT


def speak_as_wished() -> None:
    """Make this request's page in the visitor's language, where its address names none."""
    g.lang = wished()


def page(blueprint: Blueprint, rule: str) -> Callable[[View], View]:
    """Register a public page under `/<lang>` and its door without one."""

    def register(view: View) -> View:
        name = view.__name__
        blueprint.add_url_rule(f"/<lang:lang>{rule}", name, view)
        blueprint.add_url_rule(rule, f"{name}_door", _door(name))
        return view

    return register


def is_public_page() -> bool:
    """Whether this request is for a page under its language: the same bytes for everyone."""
    return request.url_rule is not None and "lang" in request.url_rule.arguments


def to_own_language(endpoint: str, **values: Any) -> Response:
    """A redirect (302) to `endpoint` in the visitor's language."""
    address = url_for(endpoint, lang=wished(), **values)
    query = request.query_string.decode()
    return by_language(redirect(f"{address}?{query}" if query else address))


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
    app.jinja_env.globals["language"] = current


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
