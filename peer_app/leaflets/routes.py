"""/leaflets for the team, /l/<code> for whoever scans, /van/leaflets/<code> for the van's screen"""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from peer_app.core import clock, languages, listings
from peer_app.core.access import access, current_account, peer, public
from peer_app.core.codes import slug_of
from peer_app.core.database import begin_writing, done_writing
from peer_app.core.languages import page
from peer_app.core.listings import Listing
from peer_app.core.qr import inline_svg
from peer_app.extensions import db
from peer_app.leaflets.forms import BatchForm
from peer_app.leaflets.links import printed_link, scanned_link
from peer_app.leaflets.models import SHOWN, Batch, Leaflet, count_scan, scans_of
from peer_app.leaflets.operations import overview, text_of
from peer_app.leaflets.print import LeafletText, render_pdf, render_png

bp = Blueprint("leaflets", __name__)


@bp.get("/leaflets")
@access(peer)
def index() -> str:
    return render_template("leaflets/index.html", overview=overview(), kinds=listings.kinds())


@bp.route("/leaflets/new", methods=["GET", "POST"])
@access(peer)
def new() -> str | Response | tuple[str, int]:
    """Where to hand it out; without a listing in the query, first what it is about."""
    key = request.args.get("listing", "")
    if not key:
        return render_template("leaflets/choose.html", offered=_offered(), kinds=listings.kinds())
    listing = listings.find(key) or abort(404)
    form = BatchForm()
    if form.validate_on_submit():
        batch = Leaflet.of(listing.key, by_id=current_account().id).hand_out(form.place.data)
        db.session.commit()
        flash(_("The leaflet is ready."))
        return redirect(url_for(".show", code=batch.code))
    return render_template("leaflets/form.html", form=form, listing=listing), 422 if form.errors else 200


@bp.get("/leaflets/<code>")
@access(peer)
def show(code: str) -> str:
    batch = _batch(code)
    return render_template(
        "leaflets/show.html",
        batch=batch,
        listing=batch.listing or abort(404),
        scans=scans_of([batch.id]).get(batch.id, 0),
        **_code_of(batch),
    )


@bp.get("/leaflets/<code>.pdf")
@access(peer)
def show_pdf(code: str) -> Response:
    batch = _batch(code)
    text = _text(batch)
    response = current_app.response_class(render_pdf(text), mimetype="application/pdf")
    name = slug_of(text.title) or "leaflet"
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{batch.code}.pdf"'
    return response


@bp.get("/leaflets/<code>.png")
@access(peer)
def show_picture(code: str) -> Response:
    """The printed leaflet as a picture."""
    return current_app.response_class(render_png(_text(_batch(code))), mimetype="image/png")


# In upper case too, because the QR code holds it so.
@bp.get("/l/<code>")
@bp.get("/L/<code>")
@access(public)
def scan(code: str) -> Response | tuple[str, int]:
    """A scan or a typed link: count it, then lead to what the leaflet is about."""
    if _is_a_visit():
        _count(code)
    batch = Batch.by_code(code)
    if batch is None:
        return _unknown()
    # A printed link never dies: where its listing is gone, it leads to what's on.
    listing = batch.listing
    path = listing.path if listing else "/"
    response = languages.by_language(redirect(f"/{languages.wished()}{path}", 303))
    response.headers["Cache-Control"] = "no-store"
    return response


@page(bp, "/van/leaflets/<code>")
@access(public)
def show_on_screen(code: str) -> str:
    """The QR code to hold up to somebody's phone. Only the batch for the screen, so that places count right."""
    batch = _batch(code)
    if not batch.on_screen:
        abort(404)
    return render_template("leaflets/on_screen.html", listing=batch.listing or abort(404), **_code_of(batch))


def _count(code: str) -> None:
    begin_writing()
    try:
        count_scan(code)
        db.session.commit()
    except OperationalError:
        # Whoever stands there with a phone matters more than the number.
        db.session.rollback()
        current_app.logger.exception("A scan was not counted: the database did not take it.")
    done_writing()


def _is_a_visit() -> bool:
    """Not a HEAD, and not a browser fetching ahead of a tap that may never come."""
    ahead = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return request.method == "GET" and not any(purpose.lower().startswith(("prefetch", "preview")) for purpose in ahead)


def _unknown() -> tuple[str, int]:
    return render_template("leaflets/unknown.html", instead=listings.next_few(clock.now())), 404


def _batch(code: str) -> Batch:
    return Batch.by_code(code) or abort(404)


def _text(batch: Batch) -> LeafletText:
    try:
        return text_of(batch)
    except LookupError:
        abort(404)


def _code_of(batch: Batch) -> dict[str, object]:
    origin = current_app.config["ORIGIN"]
    link = printed_link(origin, batch.code)
    name = _("QR code that opens %(link)s", link=link)
    return {"link": link, "code": inline_svg(scanned_link(origin, batch.code), name)}


def _offered() -> list[Listing]:
    """What can have a leaflet, each once though a group meets often."""
    now = clock.now()
    found: dict[str, Listing] = {}
    for listing in listings.upcoming(now, now + SHOWN):
        if not listing.cancelled:
            found.setdefault(listing.key, listing)
    return list(found.values())
