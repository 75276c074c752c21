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

from flask import Flask, abort, current_app, redirect, request
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

    @property
    def is_coordinator(self) -> bool: ...

    @property
    def is_safeguarding_lead(self) -> bool: ...


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


def init_app(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(_enforce)


def _enforce() -> Response | None:
    if request.url_rule is None:
        return None
    audiences = audiences_of(request.endpoint)
    if public in audiences:
        return None
    actor = signed_in()
    if actor is not None:
        return None if any(_covers(audience, actor) for audience in audiences) else abort(403)
    if for_script():
        return problem(401, "Sign in first.")
    next_page = {"next": request.full_path.rstrip("?")} if request.method == "GET" else {}
    return redirect("/sign-in" + (f"?{urlencode(next_page)}" if next_page else ""))


def _covers(audience: Audience, actor: Actor) -> bool:
    if audience is peer:
        return True
    if audience is coordinator:
        return actor.is_coordinator
    return audience is safeguarding and actor.is_safeguarding_lead
