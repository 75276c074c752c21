"""/events/<slug>, its .ics, and the form for coordinators"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import calendar, clock, listings
from peer_app.core.access import access, coordinator, current_account, public
from peer_app.core.cancelling import add_cancelling
from peer_app.core.languages import page
from peer_app.events.forms import EventForm
from peer_app.events.models import Event
from peer_app.extensions import db

bp = Blueprint("events", __name__)
add_cancelling(bp, Event, "event")


@page(bp, "/events/<slug>")
@access(public)
def show(slug: str) -> str:
    event = _event(slug)
    instead = listings.next_few(clock.now()) if event.is_over or event.cancelled_at else []
    return render_template("events/show.html", event=event, listing=event.listing, instead=instead)


@page(bp, "/events/<slug>.ics")
@access(public)
def show_ics(slug: str) -> Response:
    event = _event(slug)
    return calendar.answer(calendar.entries([event.listing]), slug)


@bp.route("/events/new", methods=["GET", "POST"])
@access(coordinator)
def new() -> str | Response | tuple[str, int]:
    form = EventForm.for_event()
    if form.validate_on_submit():
        event = Event.create(created_by_id=current_account().id, **form.facts())
        db.session.commit()
        flash(_("It is on “What’s on” now. Next, make a leaflet for it."))
        return redirect(url_for("leaflets.new", listing=event.listing.key))
    return render_template("events/form.html", form=form, event=None), 422 if form.errors else 200


@bp.route("/events/<slug>/edit", methods=["GET", "POST"])
@access(coordinator)
def edit(slug: str) -> str | Response | tuple[str, int]:
    event = _event(slug)
    form = EventForm.for_event(event)
    if form.validate_on_submit():
        event.change(**form.facts())
        db.session.commit()
        flash(_("Changed. Leaflets that are printed already still say what they said."))
        return redirect(url_for("desk.whats_on"))
    return render_template("events/form.html", form=form, event=event), 422 if form.errors else 200


def _event(slug: str) -> Event:
    return Event.by_slug(slug) or abort(404)
