"""All that is coming up has a leaflet, so that the van can show the code of each."""

from datetime import timedelta

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.leaflets import jobs
from peer_app.leaflets.models import Leaflet
from tests.factories import make_event, make_van_stop


def keys() -> list[str]:
    return sorted(db.session.scalars(db.select(Leaflet.listing_key)))


def test_what_has_none_gets_one_and_nothing_gets_two(app):
    event, stop = make_event(), make_van_stop()
    make_event(title="Over", starts_at=clock.now() - timedelta(days=9))
    make_event(title="Far off", starts_at=clock.now() + timedelta(days=90))
    Leaflet.of(event.listing.key)
    for _ in range(2):
        jobs.make()
        assert keys() == [event.listing.key, stop.listing.key, "whats-on"]
