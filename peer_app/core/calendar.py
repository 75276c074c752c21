"""iCalendar (RFC 5545) for phones' calendars."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from flask import current_app
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peer_app.core import clock, listings
from peer_app.core.incoming_text import clean
from peer_app.core.listings import Listing
from peer_app.core.said import plain
from peer_app.core.vtimezone import vtimezone

if TYPE_CHECKING:
    from icalendar import Calendar, Event

#: How often a calendar that subscribed should look again.
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One VEVENT.

    uid: never changes for the same thing; starts_at/ends_at: aware; rule: an RRULE value without
    "RRULE:", or ""; changed_at: aware, becomes DTSTAMP and LAST-MODIFIED;
    recurrence_id: aware, when this one of the rule's sessions was to begin, which is not as the rule says;
    position: (latitude, longitude) in degrees.
    """

    uid: str
    title: str
    path: str
    starts_at: datetime
    ends_at: datetime
    location: str
    changed_at: datetime
    description: str = ""
    rule: str = ""
    sequence: int = 0
    cancelled: bool = False
    recurrence_id: datetime | None = None
    position: tuple[float, float] | None = None


@dataclass(frozen=True)
class Feed:
    """Where dates are: to take in once, to hand to a calendar by hand, and for a calendar that opens by itself."""

    download: str
    address: str
    webcal: str

    @classmethod
    def at(cls, path: str) -> Self:
        """The feed of that path and query on this site."""
        address = current_app.config["ORIGIN"] + path
        return cls(download=path, address=address, webcal=f"webcal://{address.split('://', 1)[1]}")


def entries(found: Iterable[Listing]) -> list[Entry]:
    """Listings as entries, each thing once: what happens again and again by its rule, with the sessions that
    are not as that says. What has no date is left out.
    """
    once = {listing.key: listing for listing in found if listing.starts_at is not None}
    return [entry for listing in once.values() for entry in _entries_of(listing)]


def answer(entries: Iterable[Entry], file_name: str) -> Response:
    """The entries as a text/calendar answer which phones open with their calendar."""
    response = current_app.response_class(_calendar(entries).to_ical(), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    return response


def _entries_of(listing: Listing) -> Iterator[Entry]:
    series = listings.series_of(listing)
    if series is None:
        yield _entry_of(listing)
        return
    yield replace(_entry_of(series.first), rule=series.rule)
    for session in series.changed:
        yield replace(_entry_of(session), recurrence_id=session.recurrence_id)


def _entry_of(listing: Listing) -> Entry:
    """A dated listing as an entry; raises ValueError for one without a date."""
    if listing.starts_at is None or listing.ends_at is None:
        raise ValueError(f"{listing.key} has no date.")
    # Rows of earlier versions may hold control characters, and one of those makes all of a feed unreadable.
    return Entry(
        uid=listing.key.replace(":", "-"),
        title=clean(plain(listing, "title")),
        path=listing.path,
        starts_at=listing.starts_at,
        ends_at=listing.ends_at,
        location=clean(f"{listing.place_name}, {listing.address}"),
        changed_at=listing.changed_at,
        description=clean(plain(listing, "summary")),
        sequence=listing.sequence,
        cancelled=listing.cancelled,
        position=listing.position,
    )


def _calendar(entries: Iterable[Entry]) -> "Calendar":
    from icalendar import Calendar  # large, and most processes never make one

    calendar = Calendar()
    calendar.add("prodid", "-//peer_app//What’s on//EN")
    calendar.add("version", "2.0")
    # RFC 7986, and what older calendars read instead.
    calendar.add("name", _("What’s on"))
    calendar.add("x-wr-calname", _("What’s on"))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    said = list(entries)
    if said:
        moments = [moment for entry in said for moment in (entry.starts_at, entry.ends_at)]
        calendar.add_component(vtimezone(clock.time_zone(), min(moments), max(*moments, clock.now())))
    for entry in said:
        calendar.add_component(_event(entry))
    return calendar


def _event(entry: Entry) -> "Event":
    from icalendar import Event, vRecur

    event = Event()
    event.add("uid", f"{entry.uid}@{current_app.config['ORIGIN'].split('://')[1]}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    if entry.cancelled:
        event.add("status", "CANCELLED")
    # Local times with their zone: a weekly group stays at 14:00 when the clocks change.
    event.add("dtstart", clock.local(entry.starts_at))
    event.add("dtend", clock.local(entry.ends_at))
    if entry.rule:
        event.add("rrule", vRecur.from_ical(entry.rule))
    if entry.recurrence_id:
        event.add("recurrence-id", clock.local(entry.recurrence_id))
    # Some calendars ignore STATUS.
    event.add("summary", _("Cancelled: %(title)s", title=entry.title) if entry.cancelled else entry.title)
    event.add("location", entry.location)
    if entry.position:
        event.add("geo", entry.position)
    if entry.description:
        event.add("description", entry.description)
    event.add("url", current_app.config["ORIGIN"] + entry.path)
    return event
