"""Which pages a van carries besides those that every language has."""

from collections.abc import Iterator
from datetime import timedelta

from peer_app.core import clock, listings, published
from peer_app.extensions import db
from peer_app.leaflets import models as leaflets

CARRIED = timedelta(weeks=8)


def paths() -> Iterator[str]:
    """Everything that is on in the coming weeks, every place, and every leaflet for the screen."""
    now = clock.now()
    for listing in listings.upcoming(now, now + CARRIED):
        yield listing.path
    for place in db.session.scalars(published.models()["place"].on_offer()):
        yield place.path
    for code, _listing in leaflets.on_screen(now):
        yield f"/van/leaflets/{code}"
