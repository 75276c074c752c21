"""/people, and /register for people who are signed in"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.accounts.models import Account
from peer_app.core import listings
from peer_app.core.access import access, current_account, peer, public, signed_in
from peer_app.core.forms import Form
from peer_app.core.languages import current, speak, to_own_language
from peer_app.core.requests import asked_id
from peer_app.extensions import db
from peer_app.people.forms import RegistrationForm
from peer_app.people.models import MetBy, Person
from peer_app.sync.models import HeldRecord

bp = Blueprint("people", __name__)


@bp.get("/people")
@access(peer)
def index() -> str:
    people = Person.newest(asked_id("before"))
    waiting = HeldRecord.how_many() if current_account().is_coordinator else 0
    return render_template("people/index.html", people=people, waiting=waiting)


@bp.get("/people/<int:person_id>")
@access(peer)
def show(person_id: int) -> str:
    person = Person.find(person_id) or abort(404)
    met_by = Account.names_of(MetBy.account_ids(person))
    return render_template("people/show.html", person=person, met_at=listings.find(person.met_at), met_by=met_by)


@bp.get("/register")
@access(public)
def register_door() -> str | Response:
    actor = signed_in()
    if actor is None:
        return to_own_language("van.register")
    speak(actor.language)
    return render_template("people/register.html", form=RegistrationForm())


@bp.post("/register")
@access(peer)
def register() -> Response | tuple[str, int]:
    form = RegistrationForm()
    if not form.validate_on_submit():
        return render_template("people/register.html", form=form), 422
    person = Person.register(form.texts(), form.wordings(), language=current().code, by_id=current_account().id)
    db.session.commit()
    flash(_("Saved. It is safely at base."))
    return redirect(url_for("people.show", person_id=person.id))


@bp.post("/people/<int:person_id>/erasure")
@access(peer)
def erase(person_id: int) -> Response:
    if not Form().validate_on_submit():
        abort(400)
    person = Person.find(person_id) or abort(404)
    person.erase()
    db.session.commit()
    flash(_("Taken away. Nothing of it is left here."))
    return redirect(url_for("people.index"))
