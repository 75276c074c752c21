"""/volunteering/<slug>, and the form for coordinators"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core.access import access, coordinator, public
from peer_app.core.languages import page
from peer_app.extensions import db
from peer_app.opportunities.forms import OpportunityForm
from peer_app.opportunities.models import Opportunity

bp = Blueprint("opportunities", __name__)


@page(bp, "/volunteering/<slug>")
@access(public)
def show(slug: str) -> str:
    opportunity = _opportunity(slug)
    return render_template("opportunities/show.html", opportunity=opportunity, listing=opportunity.listing)


@bp.route("/volunteering/new", methods=["GET", "POST"])
@access(coordinator)
def new() -> str | Response | tuple[str, int]:
    form = OpportunityForm.for_opportunity()
    if form.validate_on_submit():
        opportunity = Opportunity.create(**form.facts())
        db.session.commit()
        flash(_("It is on “What’s on” now. Next, make a leaflet for it."))
        return redirect(url_for("leaflets.new", listing=opportunity.key))
    return render_template("opportunities/form.html", form=form, opportunity=None), 422 if form.errors else 200


@bp.route("/volunteering/<slug>/edit", methods=["GET", "POST"])
@access(coordinator)
def edit(slug: str) -> str | Response | tuple[str, int]:
    opportunity = _opportunity(slug)
    form = OpportunityForm.for_opportunity(opportunity)
    if form.validate_on_submit():
        opportunity.change(**form.facts())
        db.session.commit()
        flash(_("Changed. Leaflets that are printed already still say what they said."))
        return redirect(url_for("desk.whats_on"))
    return render_template("opportunities/form.html", form=form, opportunity=opportunity), 422 if form.errors else 200


@bp.post("/volunteering/<slug>/taking")
@access(coordinator)
def take(slug: str) -> Response:
    """Somebody has it: it leaves “What's on”."""
    _opportunity(slug).take()
    db.session.commit()
    flash(_("It is taken, and its page says so."))
    return redirect(url_for("desk.whats_on"))


@bp.post("/volunteering/<slug>/offer")
@access(coordinator)
def offer(slug: str) -> Response:
    """It can be had again."""
    _opportunity(slug).offer()
    db.session.commit()
    flash(_("It is on “What’s on” again."))
    return redirect(url_for("desk.whats_on"))


def _opportunity(slug: str) -> Opportunity:
    return Opportunity.by_slug(slug) or abort(404)
