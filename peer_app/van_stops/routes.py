"""/van-stops, /van-stops/<slug>, its .ics, and the form for coordinators"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import calendar, clock, listings
from peer_app.core.access import access, coordinator, public
from peer_app.core.cancelling import add_cancelling
from peer_app.core.languages import page
from peer_app.extensions import db
from peer_app.van_stops import models
from peer_app.van_stops.forms import VanStopForm
from peer_app.van_stops.models import VanStop

bp = Blueprint("van_stops", __name__)
add_cancelling(bp, VanStop, "stop")


@page(bp, "/van-stops")
@access(public)
def index() -> str:
    return render_template("van_stops/index.html", weeks=models.coming_weeks())


@page(bp, "/van-stops/<slug>")
@access(public)
def show(slug: str) -> str:
    stop = _stop(slug)
    instead = listings.next_few(clock.now()) if stop.is_over or stop.cancelled_at else []
    return render_template("van_stops/show.html", stop=stop, listing=stop.listing, instead=instead)


@page(bp, "/van-stops/<slug>.ics")
@access(public)
def show_ics(slug: str) -> Response:
    return calendar.answer(calendar.entries([_stop(slug).listing]), slug)


@bp.route("/van-stops/new", methods=["GET", "POST"])
@access(coordinator)
def new() -> str | Response | tuple[str, int]:
    form = VanStopForm.for_stop()
    if form.validate_on_submit():
        stop = VanStop.create(**form.facts())
        db.session.commit()
        flash(_("It is on “What’s on” now. Next, make a leaflet for it."))
        return redirect(url_for("leaflets.new", listing=stop.key))
    return render_template("van_stops/form.html", form=form, stop=None), 422 if form.errors else 200


@bp.route("/van-stops/<slug>/edit", methods=["GET", "POST"])
@access(coordinator)
def edit(slug: str) -> str | Response | tuple[str, int]:
    stop = _stop(slug)
    form = VanStopForm.for_stop(stop)
    if form.validate_on_submit():
        stop.change(**form.facts())
        db.session.commit()
        flash(_("Changed. Leaflets that are printed already still say what they said."))
        return redirect(url_for("desk.whats_on"))
    return render_template("van_stops/form.html", form=form, stop=stop), 422 if form.errors else 200


def _stop(slug: str) -> VanStop:
    return VanStop.by_slug(slug) or abort(404)
