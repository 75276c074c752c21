"""What a leaflet says, and how the team sees its batches: listings, organisation and counts together."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from peer_app.core import clock, dates, languages, listings
from peer_app.core.listings import Listing
from peer_app.core.qr import svg_file
from peer_app.extensions import db
from peer_app.leaflets.links import printed_link, scanned_link
from peer_app.leaflets.models import Batch, Leaflet, scans_of
from peer_app.leaflets.print import LeafletText
from peer_app.organisation import models as organisation


@dataclass(frozen=True)
class BatchRow:
    """A batch as the team sees it; scans: how often it was scanned so far."""

    code: str
    place: str
    on_screen: bool
    scans: int


@dataclass(frozen=True)
class LeafletRow:
    """A leaflet with its batches, newest first; listing is None when that is gone."""

    key: str
    listing: Listing | None
    batches: list[BatchRow]

    @property
    def scans(self) -> int:
        return sum(batch.scans for batch in self.batches)


@dataclass(frozen=True)
class Overview:
    """Every leaflet: of what is still to come, soonest first, and of what is over, latest first."""

    coming: list[LeafletRow]
    over: list[LeafletRow]


def overview() -> Overview:
    """Every leaflet there is, for the team."""
    leaflets = db.session.scalars(select(Leaflet).order_by(Leaflet.id.desc())).all()
    batches = db.session.scalars(select(Batch).order_by(Batch.id.desc())).all()
    scans = scans_of([batch.id for batch in batches])
    rows: dict[int, list[BatchRow]] = {leaflet.id: [] for leaflet in leaflets}
    for batch in batches:
        rows[batch.leaflet_id].append(BatchRow(batch.code, batch.place, batch.on_screen, scans.get(batch.id, 0)))
    found = [LeafletRow(it.listing_key, listings.find(it.listing_key), rows[it.id]) for it in leaflets]
    coming = [row for row in found if not _is_over(row.listing)]
    over = [row for row in found if _is_over(row.listing)]
    return Overview(sorted(coming, key=_starts), sorted(over, key=_starts, reverse=True))


def text_of(batch: Batch) -> LeafletText:
    """The words of a batch's leaflet in the language of this request.

    Raises LookupError when what the leaflet is about is gone.
    """
    listing = batch.listing
    if listing is None:
        raise LookupError(batch.leaflet.listing_key)
    us = organisation.current()
    origin = current_app.config["ORIGIN"]
    link = printed_link(origin, batch.code)
    starts = listing.starts_at
    return LeafletText(
        lang=languages.current().html,
        kind=str(listings.kinds()[listing.kind].label),
        title=listing.title,
        welcome=listing.welcome or _("Everyone is welcome. No referral needed."),
        day=_day(starts) if starts else None,
        hours=dates.hours(starts, listing.ends_at) if starts else "",
        place=listing.place_name,
        address=listing.address,
        expect_heading=_("When you walk in") if starts else "",
        expect=listing.summary,
        scan=_("Scan with your phone’s camera, or type"),
        link=link,
        ring=_("Or ring us"),
        phone=us.phone,
        opening_hours=us.opening_hours,
        organisation=us.name,
        qr=svg_file(scanned_link(origin, batch.code)),
        qr_alt=_("QR code that opens %(link)s", link=link),
    )


def _day(moment: datetime) -> tuple[str, str, str]:
    return format_datetime(moment, "EEEE"), dates.day_of_month(moment), format_datetime(moment, "LLLL")


def _is_over(listing: Listing | None) -> bool:
    ends = listing and (listing.ends_at or listing.starts_at)
    return listing is None or bool(ends and ends < clock.now())


def _starts(row: LeafletRow) -> tuple[bool, float]:
    starts = row.listing and row.listing.starts_at
    return (starts is None, starts.timestamp() if starts else 0.0)
