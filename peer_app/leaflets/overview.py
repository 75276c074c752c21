"""All leaflets at a glance, for the team."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.leaflets.models import Leaflet
from peer_app.leaflets.out_of_date import out_of_date
from peer_app.leaflets.results import BatchResult, PlaceResult, places_of, results_of
from peer_app.leaflets.subjects import is_over

#: Places that are named at the top.
BEST = 8


@dataclass(frozen=True)
class LeafletRow:
    """A leaflet with its batches, newest first; listing is None when that is gone.

    is_out_of_date: whether some of its paper says what is not so any more.
    """

    key: str
    listing: Listing | None
    batches: list[BatchResult]
    is_out_of_date: bool

    @property
    def is_out(self) -> bool:
        """Whether it was made for a place, or scanned."""
        return any(not batch.on_screen or batch.scans for batch in self.batches)


@dataclass(frozen=True)
class Overview:
    """Every leaflet that was handed out or scanned: of what is still to come, soonest first, and of what is over,
    latest first. waiting: those that never were, of what is still to come. places: the best.
    """

    coming: list[LeafletRow]
    waiting: list[LeafletRow]
    over: list[LeafletRow]
    places: list[PlaceResult]


def overview() -> Overview:
    """Every leaflet there is."""
    everything = select(Leaflet).options(selectinload(Leaflet.batches)).order_by(Leaflet.id.desc())
    leaflets = db.session.scalars(everything).all()
    batches = [batch for leaflet in leaflets for batch in reversed(leaflet.batches)]
    results = {result.code: result for result in results_of(batches)}
    rows = [_row(leaflet, results) for leaflet in leaflets]
    coming = sorted((row for row in rows if not is_over(row.listing)), key=_starts)
    over = sorted((row for row in rows if is_over(row.listing) and row.is_out), key=_starts, reverse=True)
    best = places_of(_handed_out(results.values()))[:BEST]
    return Overview([row for row in coming if row.is_out], [row for row in coming if not row.is_out], over, best)


def _row(leaflet: Leaflet, results: dict[str, BatchResult]) -> LeafletRow:
    listing = leaflet.listing
    own = [results[batch.code] for batch in reversed(leaflet.batches)]
    return LeafletRow(leaflet.listing_key, listing, own, out_of_date(listing, leaflet.batches) is not None)


def _handed_out(results: Iterable[BatchResult]) -> list[BatchResult]:
    return [result for result in results if not result.on_screen]


def _starts(row: LeafletRow) -> tuple[bool, float]:
    starts = row.listing and row.listing.starts_at
    return (starts is None, starts.timestamp() if starts else 0.0)
