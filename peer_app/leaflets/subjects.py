"""What a leaflet can be about: anything that is on, a place, or “what's on” itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peer_app.core import clock, listings
from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.groups.models import Group
from peer_app.places.models import Place

WHATS_ON, PLACE = "whats-on", "place"

_NEVER = datetime.min.replace(tzinfo=UTC)


def find(key: str) -> Listing | None:
    """What a leaflet with that key is about, past or not; None when there is no such thing (any more)."""
    if key == WHATS_ON:
        return _whats_on()
    kind, _colon, number = key.partition(":")
    if kind != PLACE:
        return listings.find(key)
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    place = db.session.get(Place, int(number))
    return _place(place) if place else None


def offered(start: datetime, end: datetime) -> list[Listing]:
    """What can have a leaflet: all that takes place between two aware moments, each once; “what's on”; each place."""
    found: dict[str, Listing] = {}
    for listing in listings.upcoming(start, end):
        if not listing.cancelled:
            found.setdefault(listing.key, listing)  # a group meets more than once
    dated = [it for it in found.values() if it.starts_at is not None]
    undated = [it for it in found.values() if it.starts_at is None]
    return [*dated, _whats_on(), *undated, *map(_place, Place.everything())]


def is_over(listing: Listing | None) -> bool:
    """Whether it took place, or is gone."""
    ends = listing and (listing.ends_at or listing.starts_at)
    return listing is None or bool(ends and ends < clock.now())


def group_of(listing: Listing) -> Group | None:
    """The group that it is; None for all else."""
    is_group = listing.kind == Group.kind
    return db.session.get(Group, int(listing.key.partition(":")[2])) if is_group else None


def as_printed(listing: Listing) -> Listing:
    """With when and where as paper says. Of a group that is by its rule: paper is read for longer than until the next
    time.
    """
    group = group_of(listing)
    if group is None:
        return listing
    ends_at = group.starts_at + timedelta(minutes=group.minutes)
    where = replace(listing, place_name=group.place_name, address=group.address)
    return replace(where, starts_at=group.starts_at, ends_at=ends_at)


def labels() -> dict[str, Any]:
    """What each kind of subject is called on screen, by its name."""
    return {name: kind.label for name, kind in listings.kinds().items()} | {
        WHATS_ON: _l("What’s on"),
        PLACE: _l("Place"),
    }


def _whats_on() -> Listing:
    return Listing(
        key=WHATS_ON,
        kind=WHATS_ON,
        title=_("Come along to what’s on"),
        path="/",
        changed_at=_NEVER,
        summary=_("Open events, groups, volunteering, and where the van stops."),
    )


def _place(place: Place) -> Listing:
    return Listing(
        key=f"{PLACE}:{place.id}",
        kind=PLACE,
        title=place.title,
        path=place.path,
        changed_at=place.changed_at,
        summary=place.about,
        address=place.address,
        area=place.area or "",
        translations=place.listed_translations,
    )
