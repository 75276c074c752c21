"""What a leaflet can be about: anything that is on, or “what's on” itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peer_app.core import listings
from peer_app.core.listings import Listing

WHATS_ON = "whats-on"


def find(key: str) -> Listing | None:
    """What a leaflet with that key is about, past or not; None when there is no such thing (any more)."""
    return _whats_on() if key == WHATS_ON else listings.find(key)


def offered(start: datetime, end: datetime) -> list[Listing]:
    """What can have a leaflet: all that takes place between two aware moments, each once, and “what's on”."""
    found = {WHATS_ON: _whats_on()}
    for listing in _all_between(start, end):
        if not listing.cancelled:
            found.setdefault(listing.key, listing)  # a group meets more than once
    # What has a date is what somebody looks for first.
    return sorted(found.values(), key=lambda it: it.starts_at is None)


def labels() -> dict[str, Any]:
    """What each kind of subject is called on screen, by its name."""
    return {name: kind.label for name, kind in listings.kinds().items()} | {WHATS_ON: _l("What’s on")}


def _all_between(start: datetime, end: datetime) -> Iterator[Listing]:
    yield from listings.upcoming(start, end)


def _whats_on() -> Listing:
    return Listing(
        key=WHATS_ON,
        kind=WHATS_ON,
        title=_("Come along to what’s on"),
        path="/",
        changed_at=datetime.min.replace(tzinfo=UTC),
        summary=_("Open events, groups, volunteering, and where the van stops."),
    )
