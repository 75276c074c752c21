"""How soon a leaflet is made, whether cameras read it, and how soon a scan leads on."""

import gzip
from collections.abc import Iterator

from benchmarks import leaflets_read, leaflets_scanned
from benchmarks.receiving import installation
from benchmarks.table import Row
from benchmarks.timing import best_of, median_of
from peer_app.core import qr
from peer_app.extensions import db
from peer_app.leaflets.models import Leaflet
from peer_app.leaflets.print import render_pdf
from peer_app.leaflets.print.layouts import LAYOUTS
from peer_app.leaflets.wording import sheet_of
from tests.factories import make_event
from tests.leaflets.sheets import LANGUAGES, LINK, LONG, ORIGIN, PLAIN, sheet

BATCHES = 100


def rows() -> Iterator[Row]:
    """On paper first, then from paper to the page."""
    yield from _one_pdf()
    yield from _a_hundred()
    yield from _codes()
    yield from leaflets_read.rows()
    yield from leaflets_scanned.rows()


def _one_pdf() -> Iterator[Row]:
    """The slowest of all languages, and of two with a long title and address."""
    for layout in LAYOUTS:
        sheets = [sheet(words) for words in LANGUAGES.values()] + [sheet(LONG, LANGUAGES["ar"])]
        slowest = max(median_of(5, lambda made=made, to=layout: render_pdf(made, to)) for made in sheets)
        yield Row(f"one PDF, warm, {layout}, the slowest language or two", slowest * 1000, "ms", 50)


def _a_hundred() -> Iterator[Row]:
    """From a list of places to one file, with a code of its own for each."""
    with installation("") as app:
        app.config["ORIGIN"] = ORIGIN
        key = make_event(title=PLAIN.title).listing.key
        for layout in LAYOUTS:
            yield Row(f"{BATCHES} batches as one file, {layout}", best_of(2, lambda to=layout: _make(key, to)), "s", 3)


def _make(key: str, layout: str) -> None:
    leaflet = Leaflet.of(key)
    batches = [leaflet.hand_out(f"Place {number}") for number in range(BATCHES)]
    db.session.commit()
    render_pdf(sheet_of(leaflet, batches, ["en"]), layout)


def _codes() -> Iterator[Row]:
    def draw() -> str:
        qr._drawn.cache_clear()
        return str(qr.inline_svg(LINK, "QR code that opens " + LINK))

    yield Row("QR code as SVG", best_of(20, draw) * 1000, "ms", 10)
    yield Row("  compressed", len(gzip.compress(draw().encode())), "bytes", 4096)
