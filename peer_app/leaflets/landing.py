"""Where a printed link leads. It never dies: what is over leads to what comes next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from peer_app.core import clock, listings
from peer_app.core.listings import Listing
from peer_app.leaflets import subjects

#: How far ahead a next date is looked for.
AHEAD = timedelta(weeks=30)
#: Parts of the page that say why it is another one than the leaflet's (templates/leaflets/instead.html).
OVER, CANCELLED, MOVED = "leaflet-over", "leaflet-cancelled", "leaflet-moved"

_WHATS_ON = "/"
_GROUP = "group"


@dataclass(frozen=True)
class Landing:
    """path: the page without its language; says: the part of it to show, empty where it is the leaflet's own;
    listing: what the page is about, None for all that is on.
    """

    path: str
    says: str = ""
    listing: Listing | None = None


def landing_of(listing: Listing | None) -> Landing:
    """Where to lead whoever scans the leaflet of `listing`, which may be over, cancelled, or gone (None)."""
    if listing is None:
        return Landing(_WHATS_ON, OVER)
    now = clock.now()
    is_over = _is_over(listing, now)
    if not (is_over or listing.cancelled):
        return Landing(listing.path, listing=listing)
    says = OVER if is_over else CANCELLED
    if instead := _next_of(listing, now):
        return Landing(instead.path, says, instead)
    # Its own page says what is cancelled, and what is on instead.
    return Landing(_WHATS_ON, says) if is_over else Landing(listing.path, listing=listing)


@lru_cache(maxsize=1024)
def landing_at(key: str, _mark: str, _minute: int) -> Landing:
    """`landing_of` what has that key: the same as long as nothing changed (its mark) and the same minute lasts.

    A hall that scans one poster asks once.
    """
    return landing_of(subjects.find(key))


def is_elsewhere(listing: Listing | None, said_start: datetime | None, said_place: str | None) -> bool:
    """Whether what is on once takes place at another time or place than paper says; of a group paper says how often."""
    if listing is None or listing.cancelled or listing.recurrence_id is not None:
        return False
    if said_start is None or listing.starts_at is None:
        return False
    return (said_start, said_place or "") != (listing.starts_at, listing.place_name)


def _is_over(listing: Listing, now: datetime) -> bool:
    ends_at = listing.ends_at or listing.starts_at
    # A group without a next date meets no more.
    return ends_at < now if ends_at else listing.kind == _GROUP


def _next_of(listing: Listing, now: datetime) -> Listing | None:
    """What comes closest to it among what is still to come: its next date, else its group; the soonest of these."""
    coming = (it for it in listings.upcoming(now, now + AHEAD) if it.starts_at and not it.cancelled)
    likely = [(rank, it) for it in coming if it.key != listing.key and (rank := _likeness(listing, it))]
    return max(likely, key=lambda found: found[0])[1] if likely else None  # max takes the first of equals


def _likeness(listing: Listing, other: Listing) -> int:
    """How well `other` stands in for `listing`, whose leaflet somebody holds: higher is better, 0 is not at all."""
    same_kind, same_title = listing.kind == other.kind, _plain(listing.title) == _plain(other.title)
    place = _plain(listing.place_name)
    same_place = bool(place) and place == _plain(other.place_name)
    if same_title:
        return 6 + 2 * same_kind + same_place
    if same_place:
        return 4 if other.kind == _GROUP else 3 * same_kind
    same_area = bool(listing.area) and listing.area == other.area
    return 2 if same_kind and same_area else 0


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
