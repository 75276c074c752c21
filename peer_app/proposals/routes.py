"""/propose for everyone, /proposals for coordinators"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import languages
from peer_app.core.access import access, coordinator, current_account, public
from peer_app.core.forms import Form
from peer_app.core.languages import page
from peer_app.core.requests import asked_id
from peer_app.core.visitors import visitor_page
from peer_app.events.forms import EventForm
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.proposals.forms import ProposalForm
from peer_app.proposals.inbox import INBOX
from peer_app.proposals.models import Proposal

bp = Blueprint("proposals", __name__)


@visitor_page(bp, "/propose")
def propose() -> str | Response | tuple[str, int]:
    form = ProposalForm()
    if not form.validate_on_submit():
        return render_template("proposals/propose.html", form=form), form.status
    Proposal.make(source_id=form.source_id, language=languages.current().code, **form.facts())
    db.session.commit()
    return redirect(url_for("proposals.thanks"), 303)


@page(bp, "/propose/thanks")
@access(public)
def thanks() -> str:
    return render_template("proposals/thanks.html")


@bp.get("/proposals")
@access(coordinator)
def index() -> str:
    page = Proposal.waiting(asked_id("before"))
    return render_template("proposals/index.html", proposals=page, spoken=languages.LANGUAGES, inbox=INBOX)


@bp.route("/proposals/<int:proposal_id>/event", methods=["GET", "POST"])
@access(coordinator)
def accept(proposal_id: int) -> str | Response | tuple[str, int]:
    """The form for an open event, filled with what was proposed; saved, it is an event and the proposal is gone."""
    proposal = Proposal.locked(proposal_id) or abort(404)
    form = EventForm.filled_in(_as_event(proposal))
    if form.validate_on_submit():
        event = Event.create(created_by_id=current_account().id, **form.facts())
        proposal.settle()
        db.session.commit()
        flash(_("It is on “What’s on” now. Next, make a leaflet for it."))
        return redirect(url_for("leaflets.new", listing=event.listing.key))
    return render_template("events/form.html", form=form, event=None), 422 if form.errors else 200


@bp.post("/proposals/<int:proposal_id>/refusal")
@access(coordinator)
def decline(proposal_id: int) -> Response:
    if not Form().validate_on_submit():
        abort(400)
    proposal = Proposal.locked(proposal_id) or abort(404)
    proposal.settle()
    db.session.commit()
    flash(_("Declined. Nothing of it is left here."))
    return redirect(url_for("proposals.index"))


def _as_event(proposal: Proposal) -> dict[str, object]:
    """What was proposed, by the fields of an open event's form; what somebody left open keeps the form's own words."""
    facts = {name: getattr(proposal, name) for name in ("title", "day", "starts", "ends", "place_name", "address")}
    return {name: value for name, value in (facts | {"expect": proposal.about}).items() if value}
