"""Which leaflets the van can show."""

from datetime import datetime, timedelta

from sqlalchemy import select

from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.leaflets import subjects
from peer_app.leaflets.models.leaflets import Batch, Leaflet

#: How far ahead.
SHOWN = timedelta(weeks=8)


def on_screen(now: datetime) -> list[tuple[str, Listing]]:
    """(code, listing) of every leaflet that the van can show: what is on from `now` (aware), soonest first."""
    rows = db.session.execute(
        select(Leaflet.listing_key, Batch.code).join(Batch.leaflet).where(Batch.on_screen.is_(True))
    )
    code_of = {row.listing_key: row.code for row in rows}
    return [(code_of[it.key], it) for it in subjects.offered(now, now + SHOWN) if it.key in code_of]
