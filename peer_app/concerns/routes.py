"""/worried for people who are signed in, and /concerns for safeguarding leads"""

from collections.abc import Iterable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.concerns import operations
from peer_app.concerns.forms import ConcernForm, OutcomeForm
from peer_app.concerns.models import Concern
from peer_app.core import listings
from peer_app.core.access import access, current_account, peer, public, safeguarding, signed_in
from peer_app.core.languages import speak, to_own_language
from peer_app.core.listings import Listing
from peer_app.core.paging import Page
from peer_app.core.requests import asked_id
from peer_app.extensions import db
from peer_app.sync.models import HeldRecord

bp = Blueprint("concerns", __name__)


@bp.get("/worried")
@access(public)
def worried_door() -> str | Response:
    actor = signed_in()
    if actor is None:
        return to_own_language("van.worried")
    speak(actor.language)
    return render_template("concerns/worried.html", form=ConcernForm())


@bp.post("/worried")
@access(peer)
def write() -> Response | tuple[str, int]:
    form = ConcernForm()
    if not form.validate_on_submit():
        return render_template("concerns/worried.html", form=form), 422
    operations.write_at_desk(current_account(), form.words.data, form.about.data)
    db.session.commit()
    flash(_("Saved, for safeguarding leads only. If it can’t wait, ring as well."))
    return redirect(url_for("concerns.worried_door"))


@bp.get("/concerns")
@access(safeguarding)
def index() -> str:
    open_before, before = asked_id("open_before"), asked_id("before")
    open_ones = Concern.open_ones(open_before) if before is None else Page([])
    seen = Concern.seen_ones(before) if open_before is None else Page([])
    return render_template(
        "concerns/index.html",
        open_ones=open_ones,
        seen=seen,
        set_aside=HeldRecord.how_many("concern"),
        is_first=open_before is None and before is None,
        is_seen=before is not None,
        stops=_stops([*open_ones.rows, *seen.rows]),
    )


@bp.get("/concerns/<int:concern_id>")
@access(safeguarding)
def show(concern_id: int) -> str:
    return _page(db.session.get(Concern, concern_id) or abort(404), OutcomeForm())


@bp.post("/concerns/<int:concern_id>/outcome")
@access(safeguarding)
def see_to(concern_id: int) -> Response | tuple[str, int]:
    concern = Concern.locked(concern_id) or abort(404)
    form = OutcomeForm()
    if not form.validate_on_submit():
        return _page(concern, form), 422
    if not concern.see_to(by_id=current_account().id, outcome=form.outcome.data):
        form.outcome.errors = [_("Somebody has seen to it already. These words are not kept: copy them if you like.")]
        return _page(concern, form), 409
    db.session.commit()
    flash(_("Thank you. It stands among those that were seen to."))
    return redirect(url_for("concerns.index"))


def _page(concern: Concern, form: OutcomeForm) -> str:
    return render_template("concerns/show.html", concern=concern, stops=_stops([concern]), form=form)


def _stops(concerns: Iterable[Concern]) -> dict[str, Listing]:
    """The van stops that these were raised at, by key; those that are gone are left out."""
    found = {key: listings.find(key) for key in {concern.raised_at for concern in concerns} if key}
    return {key: stop for key, stop in found.items() if stop is not None}
