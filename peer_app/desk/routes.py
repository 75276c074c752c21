"""/desk"""

from datetime import timedelta

from flask import Blueprint, render_template

from peer_app.core import clock, listings
from peer_app.core.access import access, peer

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@access(peer)
def index() -> str:
    coming = listings.next_few(clock.now(), count=6, within=timedelta(weeks=8))
    return render_template("desk/index.html", coming=coming)
