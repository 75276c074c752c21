"""What a worker does each minute."""

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.leaflets import subjects
from peer_app.leaflets.models import SHOWN, Leaflet

MAKE = "leaflets"


def make() -> None:
    """Make a leaflet for all that is coming up and has none, so that the van can show the code of each."""
    now = clock.now()
    known = set(db.session.scalars(db.select(Leaflet.listing_key)))
    for listing in subjects.offered(now, now + SHOWN):
        if listing.key not in known and listing.kind != subjects.PLACE:  # a place's is made by whoever wants one
            Leaflet.of(listing.key)
    db.session.commit()
