"""/van-stops, /van-stops/<slug> and its .ics"""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from peer_app.core import calendar, clock, listings
from peer_app.core.access import access, public
from peer_app.core.languages import page
from peer_app.van_stops import models
from peer_app.van_stops.models import VanStop

bp = Blueprint("van_stops", __name__)


@page(bp, "/van-stops")
@access(public)
def index() -> str:
    return render_template("van_stops/index.html", listings=models.coming_weeks())


@page(bp, "/van-stops/<slug>")
@access(public)
def show(slug: str) -> str:
    stop = _stop(slug)
    instead = listings.next_few(clock.now()) if stop.is_over else []
    return render_template("van_stops/show.html", stop=stop, listing=stop.listing, instead=instead)


@page(bp, "/van-stops/<slug>.ics")
@access(public)
def show_ics(slug: str) -> Response:
    return calendar.answer([calendar.entry_of(_stop(slug).listing)], slug)


def _stop(slug: str) -> VanStop:
    return VanStop.by_slug(slug) or abort(404)
