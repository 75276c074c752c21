"""iCalendar (RFC 5545) for phones' calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from icalendar import Calendar, Event, vRecur
from werkzeug.wrappers import Response

from peer_app.core import clock
from peer_app.core.listings import Listing


@dataclass(frozen=True)
class Entry:
    """One VEVENT.

    uid: never changes for the same thing; starts_at/ends_at: aware; rule: an RRULE value without
    "RRULE:", or ""; changed_at: aware, becomes DTSTAMP and LAST-MODIFIED.
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


def entry_of(listing: Listing, *, rule: str = "") -> Entry:
    """A dated listing as an entry; raises ValueError for one without a date."""
    if listing.starts_at is None or listing.ends_at is None:
        raise ValueError(f"{listing.key} has no date.")
    return Entry(
        uid=listing.key.replace(":", "-"),
        title=listing.title,
        path=listing.path,
        starts_at=listing.starts_at,
        ends_at=listing.ends_at,
        location=f"{listing.place_name}, {listing.address}",
        changed_at=listing.changed_at,
        description=listing.summary,
        rule=rule,
        sequence=listing.sequence,
        cancelled=listing.cancelled,
    )


def answer(entries: Iterable[Entry], file_name: str) -> Response:
    """The entries as a text/calendar answer which phones open with their calendar."""
    response = current_app.response_class(_calendar(entries).to_ical(), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    return response


def _calendar(entries: Iterable[Entry]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//peer_app//What’s on//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return calendar


def _event(entry: Entry) -> Event:
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
    event.add("summary", entry.title)
    event.add("location", entry.location)
    if entry.description:
        event.add("description", entry.description)
    event.add("url", current_app.config["ORIGIN"] + entry.path)
    return event
