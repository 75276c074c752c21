"""How many were handed out, and all numbers as a file for a spreadsheet"""

from flask import Blueprint, abort, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from peer_app.core.access import access, current_account, peer
from peer_app.core.codes import slug_of
from peer_app.extensions import db
from peer_app.leaflets.batch_page import show_batch
from peer_app.leaflets.forms import HandedOutForm
from peer_app.leaflets.models import Batch, HandedOut, Leaflet
from peer_app.leaflets.results import came_to, results_of
from peer_app.leaflets.table_file import as_csv

bp = Blueprint("leaflet_numbers", __name__)


@bp.post("/leaflets/<code>/handed-out")
@access(peer)
def hand_out(code: str) -> Response | tuple[str, int]:
    """So many more were handed out that day."""
    batch = Batch.by_code(code) or abort(404)
    form = HandedOutForm()
    if not form.validate_on_submit():
        return show_batch(batch, form), 422
    count, day = form.facts()
    HandedOut.note(batch, count, day=day, by_id=current_account().id)
    db.session.commit()
    flash(ngettext("%(num)d more handed out.", "%(num)d more handed out.", count))
    return redirect(url_for("leaflets.show", code=batch.code, _anchor="handed-out"))


@bp.post("/leaflets/<code>/handed-out/<int:entry_id>/removal")
@access(peer)
def take_out(code: str, entry_id: int) -> Response:
    """A number was a slip."""
    batch = Batch.by_code(code) or abort(404)
    for entry in HandedOut.of(batch):
        if entry.id == entry_id:
            db.session.delete(entry)
            db.session.commit()
            flash(_("Taken out."))
    return redirect(url_for("leaflets.show", code=batch.code, _anchor="handed-out"))


@bp.get("/leaflets/of/<key>/numbers.csv")
@access(peer)
def download(key: str) -> Response:
    """What came of a leaflet: a row for each batch and day."""
    leaflet = Leaflet.by_key(key) or abort(404)
    listing = leaflet.listing
    title = listing.title if listing else leaflet.listing_key
    body = as_csv(title, results_of(leaflet.batches), came_to(leaflet))
    response = current_app.response_class(body, mimetype="text/csv")
    name = slug_of(title) or "leaflet"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-numbers.csv"'
    return response
