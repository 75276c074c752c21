"""/places/<slug>"""

from flask import Blueprint, abort, render_template

from peer_app.core.access import access, public
from peer_app.core.languages import page
from peer_app.places.models import Place

bp = Blueprint("places", __name__)


@page(bp, "/places/<slug>")
@access(public)
def show(slug: str) -> str:
    return render_template("places/show.html", place=_place(slug))


def _place(slug: str) -> Place:
    return Place.by_slug(slug) or abort(404)
