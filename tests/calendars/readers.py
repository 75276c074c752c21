"""Four readers of calendars, none of which shares code with the app: each says what takes place, and when.

`ical` (Home Assistant), `icalendar` and `vobject` (Radicale, Evolution's helpers) in Python, ical.js (Thunderbird,
Nextcloud) in Node. Times come from the VTIMEZONE in the feed wherever the reader can be made to use it.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import vobject
from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar
from vobject.icalendar import registerTzid

ICAL_JS = Path(__file__).parents[2] / ".cache/ical-js/node_modules/ical.js/dist/ical.js"
_SCRIPT = Path(__file__).parent / "ical-js/read.mjs"
#: A session may have been moved by so much.
_MOVED_BY = timedelta(days=90)


class Session(NamedTuple):
    """What a reader found: two moments (UTC) and three texts."""

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    about: str


Reader = Callable[[str, datetime, datetime], list[Session]]


def by_ical(feed: str, start: datetime, end: datetime) -> list[Session]:
    found = IcsCalendarStream.calendar_from_ics(feed).timeline_tz(UTC).overlapping(start, end)
    return sorted(
        Session(
            it.start_datetime.astimezone(UTC),
            it.end_datetime.astimezone(UTC),
            it.summary or "",
            it.location or "",
            it.description or "",
        )
        for it in found
        if it.status != "CANCELLED"
    )


def by_ical_js(feed: str, start: datetime, end: datetime) -> list[Session]:
    moments = [f"{moment:%Y-%m-%dT%H:%M:%S.000Z}" for moment in (start, end)]
    command = ["node", _SCRIPT, ICAL_JS, *moments]
    answer = subprocess.run(command, input=feed, capture_output=True, text=True, check=True, timeout=60)
    return sorted(
        Session(datetime.fromisoformat(starts), datetime.fromisoformat(ends), *texts)
        for starts, ends, *texts in json.loads(answer.stdout)
    )


def by_icalendar(feed: str, start: datetime, end: datetime) -> list[Session]:
    calendar = Calendar.from_ical(feed)
    zones = {str(it["TZID"]): it.to_tz(lookup_tzid=False) for it in calendar.walk("VTIMEZONE")}

    def moment(event: Any, name: str) -> datetime:
        return _in_zone(event[name].dt, zones.get(event[name].params.get("TZID", "")))

    entries = [
        _Entry(
            uid=str(event["UID"]),
            original=moment(event, "RECURRENCE-ID") if "RECURRENCE-ID" in event else None,
            starts_at=moment(event, "DTSTART"),
            ends_at=moment(event, "DTEND"),
            rule=event["RRULE"].to_ical().decode() if "RRULE" in event else "",
            texts=tuple(str(event.get(name, "")) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")),
            cancelled=event.get("STATUS") == "CANCELLED",
        )
        for event in calendar.walk("VEVENT")
    ]
    return sorted(_take_place(entries, start, end))


def by_vobject(feed: str, start: datetime, end: datetime) -> list[Session]:
    # It would rather ask pytz, or remember another feed, than look into this one.
    for zone in vobject.readOne(feed).contents.get("vtimezone", []):
        registerTzid(zone.tzid.value, zone.tzinfo)
    calendar = vobject.readOne(feed)
    entries = [
        _Entry(
            uid=event.uid.value,
            original=event.recurrence_id.value if hasattr(event, "recurrence_id") else None,
            starts_at=event.dtstart.value,
            ends_at=event.dtend.value,
            rule=event.rrule.value if hasattr(event, "rrule") else "",
            texts=tuple(event.getChildValue(name, "") for name in ("summary", "location", "description")),
            cancelled=event.getChildValue("status") == "CANCELLED",
        )
        for event in calendar.contents.get("vevent", [])
    ]
    return sorted(_take_place(entries, start, end))


READERS: dict[str, Reader] = {
    "ical": by_ical,
    "ical.js": by_ical_js,
    "icalendar": by_icalendar,
    "vobject": by_vobject,
}


def zone_of(feed: str) -> tzinfo:
    """The first time zone that a feed defines, as `dateutil` understands it."""
    text, *_others = re.findall(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", feed, re.DOTALL)
    return tzical(StringIO(text)).get()


class _Entry(NamedTuple):
    """A VEVENT, for readers that leave it to others to work out what repeats."""

    uid: str
    original: datetime | None
    starts_at: datetime
    ends_at: datetime
    rule: str
    texts: tuple[str, ...]
    cancelled: bool


def _take_place(entries: list[_Entry], start: datetime, end: datetime) -> Iterator[Session]:
    instead = {(it.uid, it.original.astimezone(UTC)) for it in entries if it.original}
    for entry in entries:
        if entry.cancelled:
            continue
        for starts_at in _starts(entry, end + _MOVED_BY):
            ends_at = starts_at + (entry.ends_at.astimezone(UTC) - entry.starts_at.astimezone(UTC))
            is_replaced = entry.original is None and (entry.uid, starts_at) in instead
            if not is_replaced and ends_at > start and starts_at < end:
                yield Session(starts_at, ends_at, *entry.texts)


def _starts(entry: _Entry, end: datetime) -> Iterable[datetime]:
    """When it begins (UTC), again and again by the clock on the wall of its own zone."""
    if not entry.rule:
        return [entry.starts_at.astimezone(UTC)]
    zone = entry.starts_at.tzinfo
    naive = entry.starts_at.replace(tzinfo=None)
    rule = re.sub(
        r"(?<=UNTIL=)\d{8}T\d{6}Z",
        lambda until: f"{datetime.strptime(until[0], '%Y%m%dT%H%M%S%z').astimezone(zone):%Y%m%dT%H%M%S}",
        entry.rule,
    )
    times = rrulestr(rule, dtstart=naive).between(naive, end.astimezone(zone).replace(tzinfo=None), inc=True)
    return [time.replace(tzinfo=zone).astimezone(UTC) for time in times]


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment if zone is None else moment.replace(tzinfo=zone)
