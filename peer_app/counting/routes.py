"""/van/counting for tablets, /counting for people who are signed in on their own phone"""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from peer_app.core import clock
from peer_app.core.access import access, current_account, peer, public
from peer_app.core.languages import page
from peer_app.core.listings import Listing
from peer_app.counting.forms import TapForm
from peer_app.counting.models import Door, Tap, came, came_to, doors
from peer_app.extensions import db
from peer_app.sync.kinds import source_of

bp = Blueprint("counting", __name__)


@page(bp, "/van/counting")
@access(public)
def on_the_van() -> str:
    """The same for everyone and for some days: which of them are today, and what was counted, the device knows."""
    return render_template("counting/van.html", doors=doors())


@bp.get("/counting")
@access(peer)
def index() -> str:
    found = doors()
    return render_template(
        "counting/index.html", doors=found, came=came_to(door for door, _listing in found), today=clock.today()
    )


@bp.get("/counting/<key>/<day>")
@access(peer)
def show(key: str, day: str) -> str:
    door, listing = _asked(key, day)
    return render_template("counting/show.html", listing=listing, came=came(*door), form=TapForm())


@bp.post("/counting/<key>/<day>")
@access(peer)
def tap(key: str, day: str) -> Response:
    form = TapForm()
    if not form.validate_on_submit():
        abort(400)
    door, _listing = _asked(key, day)
    Tap.add(door, form.change.data, source=source_of(None, current_account().id))
    db.session.commit()
    return redirect(url_for("counting.show", key=key, day=day), 303)


def _asked(key: str, day: str) -> tuple[Door, Listing]:
    """Only what is on around now can be counted."""
    known = {(door[0], door[1].isoformat()): (door, listing) for door, listing in doors()}
    return known.get((key, day)) or abort(404)
