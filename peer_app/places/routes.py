"""/places, /places/<slug>, and the form for coordinators"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import clock, listings
from peer_app.core.access import access, coordinator, public
from peer_app.core.languages import page
from peer_app.extensions import db
from peer_app.places.forms import PlaceForm
from peer_app.places.models import Place

bp = Blueprint("places", __name__)


@page(bp, "/places")
@access(public)
def index() -> str:
    return render_template("places/index.html", places=Place.everything())


@page(bp, "/places/<slug>")
@access(public)
def show(slug: str) -> str:
    place = _place(slug)
    found = listings.upcoming(clock.now(), clock.now() + listings.SOON)
    on_here = listings.once(it for it in found if it.place_path == place.path)
    return render_template("places/show.html", place=place, on_here=on_here, kinds=listings.kinds())


@bp.route("/places/new", methods=["GET", "POST"])
@access(coordinator)
def new() -> str | Response | tuple[str, int]:
    form = PlaceForm.for_place()
    if form.validate_on_submit():
        Place.create(**form.facts())
        db.session.commit()
        flash(_("It has a page now. You can choose it for whatever is on there."))
        return redirect(url_for("desk.whats_on"))
    return render_template("places/form.html", form=form, place=None), 422 if form.errors else 200


@bp.route("/places/<slug>/edit", methods=["GET", "POST"])
@access(coordinator)
def edit(slug: str) -> str | Response | tuple[str, int]:
    place = _place(slug)
    form = PlaceForm.for_place(place)
    if form.validate_on_submit():
        place.change(**form.facts())
        db.session.commit()
        flash(_("Changed. What is on there keeps the name and address that it has."))
        return redirect(url_for("desk.whats_on"))
    return render_template("places/form.html", form=form, place=place), 422 if form.errors else 200


def _place(slug: str) -> Place:
    return Place.by_slug(slug) or abort(404)
