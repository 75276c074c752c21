"""Who may use a route. Every route says so, and one place makes it hold.

    @bp.get("/people")
    @access(peer)
    def index(): …

A request that no named audience covers is turned away before the view runs.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlencode

from flask import Flask, abort, current_app, g, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from peer_app.core.errors import for_script, problem


class Audience(Enum):
    """The kinds of visitor a route can be for."""

    PUBLIC = "public"
    DEVICE = "device"
    OWN_PAGE = "own_page"
    PEER = "peer"
    COORDINATOR = "coordinator"
    SAFEGUARDING = "safeguarding"


class Actor(Protocol):
    """What access and operations need to know of whoever is signed in."""

    id: int
    name: str
    role: str
    #: The code of the language that their pages are in.
    language: str

    @property
    def is_coordinator(self) -> bool: ...

    @property
    def is_safeguarding_lead(self) -> bool: ...


class FieldDevice(Protocol):
    """What others need to know of a device that van mode was set up on.

    shared: several people use it, so nobody signs in there;
    languages: the codes of those whose pages it carries.
    """

    id: int
    name: str
    shared: bool
    languages: list[str]


#: Looks at the request's cookies: gives what is known of the visitor, or None for anybody else.
Finder = Callable[[], Any | None]

_FINDERS = "finders"

public, device, own_page = Audience.PUBLIC, Audience.DEVICE, Audience.OWN_PAGE
peer, coordinator, safeguarding = Audience.PEER, Audience.COORDINATOR, Audience.SAFEGUARDING

View = TypeVar("View", bound=Callable[..., Any])


def access(*audiences: Audience) -> Callable[[View], View]:
    """Declare on a view every audience that may use it."""
    if not audiences:
        raise ValueError("Name at least one audience.")

    def mark(view: View) -> View:
        view.audiences = frozenset(audiences)  # type: ignore[attr-defined]
        return view

    return mark


def audiences_of(endpoint: str | None) -> frozenset[Audience]:
    """The audiences that the view behind `endpoint` declares; none if it declares nothing."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "audiences", frozenset())


def current_account() -> Actor:
    """Whoever is signed in. Only for routes that no visitor can reach."""
    if not current_user.is_authenticated:
        raise RuntimeError("Nobody is signed in here.")
    return cast("Actor", current_user)


def signed_in() -> Actor | None:
    """Whoever is signed in, or None."""
    return cast("Actor", current_user) if current_user.is_authenticated else None


def current_device() -> FieldDevice | None:
    """The device that this request comes from, if van mode was set up on it."""
    return cast("FieldDevice | None", visitor(device))


def visitor(audience: Audience) -> Any | None:
    """What the finder of `audience` (`device` or `own_page`) knows of the visitor; looked up once a request."""
    known: dict[Audience, Any] = g.setdefault("visitors", {})
    if audience not in known:
        finder = current_app.extensions[_FINDERS].get(audience)
        known[audience] = finder() if finder else None
    return known[audience]


def recognise(app: Flask, audience: Audience, finder: Finder) -> None:
    """Register how visitors of an audience are recognised: by a cookie of their own, not by signing in."""
    app.extensions[_FINDERS][audience] = finder


def init_app(app: Flask) -> None:
    """Check every request before its view runs."""
    app.extensions[_FINDERS] = {}
    app.before_request(_enforce)


def _enforce() -> Response | None:
    if request.url_rule is None:
        return None
    audiences = audiences_of(request.endpoint)
    if public in audiences or any(_is_one_of(audience) for audience in audiences):
        return None
    return _turn_away(audiences)


def _is_one_of(audience: Audience) -> bool:
    if audience in {device, own_page}:
        return visitor(audience) is not None
    actor = signed_in()
    return actor is not None and _covers(audience, actor)


def _covers(audience: Audience, actor: Actor) -> bool:
    if audience is peer:
        return True
    if audience is coordinator:
        return actor.is_coordinator
    return audience is safeguarding and actor.is_safeguarding_lead


def _turn_away(audiences: frozenset[Audience]) -> Response:
    if audiences == {own_page}:
        abort(404)  # whether there is such a page is nobody else's business
    if audiences == {device}:
        return problem(401, "Set this device up first.")
    if signed_in() is not None:
        abort(403)
    if for_script():
        return problem(401, "Sign in first.")
    next_page = {"next": request.full_path.rstrip("?")} if request.method == "GET" else {}
    return redirect("/sign-in" + (f"?{urlencode(next_page)}" if next_page else ""))
