"""/desk"""

from datetime import timedelta

from flask import Blueprint, render_template

from peer_app.core import clock, listings
from peer_app.core.access import access, peer

bp = Blueprint("desk", __name__)

#: How far ahead an open event can still be changed from here.
AHEAD = timedelta(weeks=52)


@bp.get("/desk")
@access(peer)
def index() -> str:
    now = clock.now()
    events = [it for it in listings.upcoming(now, now + AHEAD) if it.kind == "event"]
    return render_template("desk/index.html", coming=listings.next_few(now, count=6), events=events)
