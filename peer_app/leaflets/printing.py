"""How a leaflet is to be printed, and the file: for one batch, or for many in one"""

from collections.abc import Sequence

from flask import Blueprint, abort, current_app, render_template, request
from werkzeug.wrappers import Response

from peer_app.core.access import access, peer
from peer_app.core.codes import slug_of
from peer_app.core.languages import LANGUAGES
from peer_app.leaflets.choice import Choice
from peer_app.leaflets.models import Batch, Leaflet
from peer_app.leaflets.print import render_pdf, render_png
from peer_app.leaflets.print.layouts import LAYOUTS
from peer_app.leaflets.print.text import Sheet
from peer_app.leaflets.wording import sheet_of

bp = Blueprint("leaflet_printing", __name__)

#: Pixels an inch of the pictures: one to look at, and small ones to choose from.
TO_LOOK_AT, SMALL = 110, 42


@bp.get("/leaflets/<code>/print")
@access(peer)
def choose(code: str) -> str:
    """Which layout, in which languages, in colour or not; a picture of each."""
    return _choose([_batch(code)])


@bp.get("/leaflets/of/<key>/print")
@access(peer)
def choose_for_all(key: str) -> str:
    """The same for many batches: those named in the query (`batch=…`), else all that are handed out."""
    return _choose(_batches(key))


@bp.get("/leaflets/<code>.pdf")
@access(peer)
def show_pdf(code: str) -> Response:
    return _pdf([_batch(code)])


@bp.get("/leaflets/of/<key>/leaflets.pdf")
@access(peer)
def show_pdf_of_all(key: str) -> Response:
    """One file with a page, or a sheet to cut, for each batch."""
    return _pdf(_batches(key))


@bp.get("/leaflets/<code>.png")
@access(peer)
def show_picture(code: str) -> Response:
    """The first printed page as a picture; `?small` to choose from."""
    choice = Choice.of(request.args)
    ppi = SMALL if "small" in request.args else TO_LOOK_AT
    pages = render_png(_sheet([_batch(code)], choice), choice.layout.code, saves_ink=choice.saves_ink, ppi=ppi)
    return current_app.response_class(pages[0], mimetype="image/png")


def _choose(batches: Sequence[Batch]) -> str:
    leaflet = batches[0].leaflet
    return render_template(
        "leaflets/print.html",
        leaflet=leaflet,
        listing=leaflet.listing or abort(404),
        batches=batches,
        choice=Choice.of(request.args),
        layouts=LAYOUTS.values(),
        languages=LANGUAGES.values(),
        ppi=TO_LOOK_AT,
    )


def _pdf(batches: Sequence[Batch]) -> Response:
    choice = Choice.of(request.args)
    sheet = _sheet(batches, choice)
    pdf = render_pdf(sheet, choice.layout.code, saves_ink=choice.saves_ink)
    response = current_app.response_class(pdf, mimetype="application/pdf")
    name = slug_of(sheet.words[0].title) or "leaflet"
    which = batches[0].code if len(batches) == 1 else f"{len(batches)}-places"
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{which}.pdf"'
    return response


def _sheet(batches: Sequence[Batch], choice: Choice) -> Sheet:
    try:
        return sheet_of(batches[0].leaflet, batches, choice.languages)
    except LookupError:
        abort(404)


def _batch(code: str) -> Batch:
    return Batch.by_code(code) or abort(404)


def _batches(key: str) -> list[Batch]:
    leaflet = Leaflet.by_key(key) or abort(404)
    named = {code.upper() for code in request.args.getlist("batch")}
    if named:
        return [batch for batch in leaflet.batches if batch.code in named] or abort(404)
    return leaflet.handed_out_batches or leaflet.batches
