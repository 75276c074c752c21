"""/leaflets for the team, and /van/leaflets/<code> for the van's screen"""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from peer_app.core import clock, languages
from peer_app.core.access import access, current_account, peer, public
from peer_app.core.errors import problem
from peer_app.core.languages import page
from peer_app.core.requests import sent_json
from peer_app.extensions import db
from peer_app.leaflets import charts, subjects
from peer_app.leaflets.batch_page import chart_of, code_of, show_batch
from peer_app.leaflets.forms import BatchesForm, HandedOutForm, mistakes_in, places_in
from peer_app.leaflets.models import SHOWN, Batch, Leaflet
from peer_app.leaflets.out_of_date import out_of_date
from peer_app.leaflets.overview import overview
from peer_app.leaflets.results import added_up, best_first, came_to, results_of
from peer_app.leaflets.wording import words_in

bp = Blueprint("leaflets", __name__)


@bp.get("/leaflets")
@access(peer)
def index() -> str:
    return render_template("leaflets/index.html", overview=overview(), labels=subjects.labels(), bar=charts.bar)


@bp.route("/leaflets/new", methods=["GET", "POST"])
@access(peer)
def new() -> str | Response | tuple[str, int]:
    """Where to hand it out; without a listing in the query, first what it is about."""
    key = request.args.get("listing", "")
    if not key:
        now = clock.now()
        offered = subjects.offered(now, now + SHOWN)
        return render_template("leaflets/choose.html", offered=offered, labels=subjects.labels())
    listing = subjects.find(key) or abort(404)
    form = BatchesForm()
    if form.validate_on_submit():
        codes = _hand_out(key, form.places)
        if len(codes) == 1:
            flash(_("The leaflet is ready."))
            return redirect(url_for(".show", code=codes[0]))
        flash(ngettext("%(num)d leaflet is ready.", "%(num)d leaflets are ready.", len(codes)))
        return redirect(url_for("leaflet_printing.choose_for_all", key=key, batch=codes))
    return render_template("leaflets/form.html", form=form, listing=listing), 422 if form.errors else 200


@bp.post("/leaflets/of/<key>/batches")
@access(peer)
def add_batches(key: str) -> Response | dict[str, list[str]]:
    """The same a few places at a time, so that a page can say how far it is: {"places": […]} → {"codes": […]}."""
    if subjects.find(key) is None:
        abort(404)
    sent = sent_json()
    typed = sent.get("places") if isinstance(sent, dict) else None
    if not isinstance(typed, list) or not all(isinstance(place, str) for place in typed):
        return problem(400, _("Enter a place, like Brixton library."))
    places = places_in("\n".join(typed))
    for sentence in mistakes_in(places):
        return problem(422, sentence)
    return {"codes": _hand_out(key, places)}


def _hand_out(key: str, places: list[str]) -> list[str]:
    leaflet = Leaflet.of(key, by_id=current_account().id)
    codes = [leaflet.hand_out(place).code for place in places]
    db.session.commit()
    return codes


@bp.get("/leaflets/of/<key>")
@access(peer)
def about(key: str) -> str:
    """One leaflet: its places, and what came of each."""
    leaflet = Leaflet.by_key(key) or abort(404)
    results = results_of(leaflet.batches)
    scans, handed_out = added_up(results)
    came, listing = came_to(leaflet), leaflet.listing
    return render_template(
        "leaflets/about.html",
        leaflet=leaflet,
        listing=listing,
        labels=subjects.labels(),
        out_of_date=out_of_date(listing, leaflet.batches),
        results=best_first(results),
        scans=scans,
        handed_out=handed_out,
        came=came,
        days=sorted({*scans, *handed_out, *came}, reverse=True),
        best=max((it.per_hundred or 0 for it in results), default=0),
        chart=chart_of(scans),
        bar=charts.bar,
    )


@bp.get("/leaflets/<code>")
@access(peer)
def show(code: str) -> str:
    return show_batch(Batch.by_code(code) or abort(404), HandedOutForm(day=clock.today()))


@page(bp, "/van/leaflets/<code>")
@access(public)
def show_on_screen(code: str) -> str:
    """The QR code to hold up to somebody's phone. Only the batch for the screen, so that places count right."""
    batch = Batch.by_code(code) or abort(404)
    if not batch.on_screen:
        abort(404)
    listing = batch.listing or abort(404)
    words = words_in(languages.current().code, batch.leaflet)
    return render_template("leaflets/on_screen.html", listing=listing, words=words, **code_of(batch))
