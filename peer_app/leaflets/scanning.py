"""/l/<code>, for whoever scans a leaflet or types its link"""

from collections.abc import Mapping

from flask import Blueprint, Flask, current_app, redirect, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from peer_app.core import clock, languages, listings
from peer_app.core.access import access, public
from peer_app.core.database import begin_writing, done_writing
from peer_app.extensions import db
from peer_app.leaflets.counter import ScanCounter
from peer_app.leaflets.landing import MOVED, is_elsewhere, landing_at
from peer_app.leaflets.models import Batch, count_scans
from peer_app.leaflets.robots import fetches_ahead, is_robot

bp = Blueprint("scanning", __name__)

_EXTENSION = "scan_counter"


# In upper case too, because the QR code holds it so. There is no rate limit: a hall shares one Wi-Fi.
@bp.get("/l/<code>")
@bp.get("/L/<code>")
@access(public)
def scan(code: str) -> Response | tuple[str, int]:
    """A scan or a typed link: count it, then lead to what the leaflet is about."""
    if _is_a_visit():
        _count(code)
    now, about = clock.now(), Batch.about(code)
    if about is None:
        return render_template("leaflets/unknown.html", instead=listings.next_few(now)), 404
    landing = landing_at(about.key, about.mark, int(now.timestamp()) // 60)
    has_moved = is_elsewhere(landing.listing, about.said_start, about.said_place)
    says = landing.says or (MOVED if has_moved else "")
    # The part that says why comes as a fragment: the page stays the same bytes for everyone.
    fragment = f"#{says}" if says else ""
    response = languages.by_language(redirect(f"/{languages.wished()}{landing.path}{fragment}", 303))
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_a_visit() -> bool:
    """Not a HEAD, not a robot, and not a browser fetching ahead."""
    name = request.headers.get("User-Agent", "")
    return request.method == "GET" and not fetches_ahead(request.headers) and not is_robot(name)


def init_app(app: Flask) -> None:
    """Make the counter."""
    app.extensions[_EXTENSION] = ScanCounter(_write)


def _count(code: str) -> None:
    try:
        current_app.extensions[_EXTENSION].count(code)
    except OperationalError:
        # Whoever stands there with a phone matters more than the number.
        current_app.logger.exception("A scan was not counted: the database did not take it.")


def _write(scans: Mapping[str, int]) -> None:
    begin_writing()
    try:
        count_scans(scans)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
        raise
    finally:
        done_writing()
