"""/interested/<listing> for everyone, /interested for coordinators"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import languages, listings
from peer_app.core.access import access, coordinator, current_account, public
from peer_app.core.forms import Form
from peer_app.core.languages import page
from peer_app.core.listings import Listing
from peer_app.core.paging import Page
from peer_app.core.requests import asked_id
from peer_app.core.visitors import visitor_page
from peer_app.extensions import db
from peer_app.interests.forms import InterestForm
from peer_app.interests.inbox import INBOX
from peer_app.interests.models import Interest

bp = Blueprint("interests", __name__)

#: The kind of listings that one can be interested in.
ROLE = "opportunity"


@visitor_page(bp, "/interested/<key>")
def ask(key: str) -> str | Response | tuple[str, int]:
    listing = _role(key)
    if listing.cancelled:
        return redirect(f"/{languages.current().code}{listing.path}")
    form = InterestForm()
    if not form.validate_on_submit():
        return render_template("interests/ask.html", form=form, listing=listing), form.status
    texts = {"contact": form.contact.data, "name": form.name.data, "words": form.words.data}
    Interest.say(listing.key, language=languages.current().code, source_id=form.source_id, **texts)
    db.session.commit()
    return redirect(url_for("interests.thanks", key=key), 303)


@page(bp, "/interested/<key>/thanks")
@access(public)
def thanks(key: str) -> str:
    return render_template("interests/thanks.html", listing=_role(key))


@bp.get("/interested")
@access(coordinator)
def index() -> str:
    before, answered_before = asked_id("before"), asked_id("answered_before")
    waiting = Interest.waiting(before) if answered_before is None else Page([])
    answered = Interest.answered(answered_before) if before is None else Page([])
    return render_template(
        "interests/index.html",
        waiting=waiting,
        answered=answered,
        roles={key: listings.find(key) for key in {it.listing_key for it in (*waiting.rows, *answered.rows)}},
        spoken=languages.LANGUAGES,
        inbox=INBOX,
    )


@bp.post("/interested/<int:interest_id>/answer")
@access(coordinator)
def answer(interest_id: int) -> Response:
    if not Form().validate_on_submit():
        abort(400)
    interest = db.session.get(Interest, interest_id) or abort(404)
    interest.answer(by_id=current_account().id)
    db.session.commit()
    flash(_("Noted. It is erased in a week."))
    return redirect(url_for("interests.index"))


def _role(key: str) -> Listing:
    listing = listings.find(key)
    if listing is None or listing.kind != ROLE:
        abort(404)
    return listing
