"""/me: opened by the secret that somebody was given on the spot"""

from typing import Any, cast

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from peer_app.core import codes, languages, listings
from peer_app.core.access import access, own_page, public, visitor
from peer_app.core.forms import Form
from peer_app.extensions import db
from peer_app.own_page import cookies
from peer_app.people.models import Person

bp = Blueprint("own_page", __name__)


@bp.get("/me/<secret>")
@access(public)
def open_page(secret: str) -> Response:
    """Leads on to a page without the secret in its address, where others could read it."""
    page_digest = codes.digest(secret)
    if not Person.of_page(page_digest):
        abort(404)
    response = redirect(url_for("own_page.show"), 303)
    cookies.give(response, page_digest)
    return response


@bp.get("/me")
@access(own_page)
def show() -> str:
    return _page(_visitor())


@bp.post("/me/erasure")
@access(own_page)
def erase() -> Response:
    if not Form().validate_on_submit():
        abort(400)
    for person in _visitor():
        person.erase()
    db.session.commit()
    response = current_app.make_response(render_template("own_page/taken_away.html"))
    cookies.take_back(response)
    return response


@bp.errorhandler(404)
def _not_here(_error: NotFound) -> tuple[str, int]:
    """Wrong, replaced, taken away, closed again or still on its way: nobody learns which."""
    return render_template("own_page/not_here.html"), 404


@bp.errorhandler(CSRFError)
def _token_lost(_error: CSRFError) -> tuple[str, int]:
    """The browser forgot the token's cookie: nothing was taken away, and the page comes with a new one."""
    return (_page(_visitor(), again=True), 400) if visitor(own_page) else _not_here(NotFound())


@bp.url_value_preprocessor
def _speak(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    languages.speak_as_wished()


@bp.after_request
def _tell_nobody(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _visitor() -> list[Person]:
    return cast("list[Person]", visitor(own_page))


def _page(people: list[Person], *, again: bool = False) -> str:
    spoken = {code: language.name for code, language in languages.LANGUAGES.items()}
    met_at = {person.met_at: listings.find(person.met_at) for person in people}
    return render_template("own_page/show.html", people=people, met_at=met_at, spoken=spoken, again=again)
