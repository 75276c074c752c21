"""Which pages a van carries besides those that every language has."""

from collections.abc import Iterator
from datetime import timedelta

from peer_app.core import clock, listings
from peer_app.leaflets import models as leaflets

CARRIED = timedelta(weeks=8)


def paths() -> Iterator[str]:
    """Everything that is on in the coming weeks, and every leaflet for the screen."""
    now = clock.now()
    for listing in listings.upcoming(now, now + CARRIED):
        yield listing.path
    for code, _listing in leaflets.on_screen(now):
        yield f"/van/leaflets/{code}"
