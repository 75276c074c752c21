"""Which leaflets the van can show."""

from datetime import datetime, timedelta

from sqlalchemy import select

from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.leaflets import subjects
from peer_app.leaflets.models.leaflets import Batch, Leaflet

#: How far ahead.
SHOWN = timedelta(weeks=8)
#: Stops within this time are what a van is loaded for.
SOON = timedelta(days=8)

_VAN_STOP = "van-stop"

#: A code, and what it leads to.
Shown = tuple[str, Listing]


def on_screen(now: datetime) -> list[Shown]:
    """Every leaflet that the van can show: the next stops first, then what is on from `now` (aware), soonest first."""
    rows = db.session.execute(
        select(Leaflet.listing_key, Batch.code).join(Batch.leaflet).where(Batch.on_screen.is_(True))
    )
    code_of = {row.listing_key: row.code for row in rows}
    shown = [(code_of[it.key], it) for it in subjects.offered(now, now + SHOWN) if it.key in code_of]
    return sorted(shown, key=lambda it: not _is_next_stop(it[1], now))


def for_next_stops(now: datetime, count: int = 2) -> list[Shown]:
    """The leaflets of the van's next stops, soonest first; of “what's on” where no stop is planned."""
    shown = on_screen(now)
    stops = [it for it in shown if _is_next_stop(it[1], now)]
    return (stops or [it for it in shown if it[1].key == subjects.WHATS_ON])[:count]


def _is_next_stop(listing: Listing, now: datetime) -> bool:
    return listing.kind == _VAN_STOP and listing.starts_at is not None and listing.starts_at < now + SOON
