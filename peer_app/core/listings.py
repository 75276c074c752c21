"""Everything that is on, of whatever kind, in one shape.

Each kind (open event, group, van stop, volunteering) registers itself here; the home page,
leaflets, feeds and notifications work with listings and need not know the kinds.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, current_app
from flask_babel.speaklater import LazyString

_EXTENSION = "listings"
#: How far ahead a page looks for what is on somewhere.
SOON = timedelta(weeks=8)
_IN_KEYS = "%Y%m%dT%H%M"
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Listing:
    """One thing that is on.

    key: "event:12", what leaflets and topics keep; path: its page without the language;
    welcome: who may come, in a sentence; empty where nobody said;
    area: the part of town ("Brixton"), where somebody named it;
    starts_at and ends_at: aware UTC, of the next time it happens, None for what has no date;
    cancelled: it was announced and does not take place; sequence: how often it changed since (RFC 5545, SEQUENCE);
    step_free: None where nobody said; spoken: codes of the languages spoken there besides English;
    place_path: its place's page without the language, where it has one;
    position: (latitude, longitude) in degrees (WGS 84), where its place has one;
    recurrence_id: aware UTC, when this session of a group was to begin by the group's rule, even if it was moved
    (RFC 5545, RECURRENCE-ID); None for what happens once;
    translations: {language code: {"title", "summary", "welcome"}}, as far as somebody gave them (`core/said.py`).
    """

    key: str
    kind: str
    title: str
    path: str
    changed_at: datetime
    summary: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place_name: str = ""
    address: str = ""
    welcome: str = ""
    area: str = ""
    cancelled: bool = False
    sequence: int = 0
    is_free: bool = True
    step_free: bool | None = None
    spoken: tuple[str, ...] = ()
    place_path: str = ""
    position: tuple[float, float] | None = None
    recurrence_id: datetime | None = None
    translations: dict[str, dict[str, str]] = field(default_factory=dict, hash=False)

    @property
    def occurrence_key(self) -> str:
        """Names this session of a group and no other ("group:3@20270302T1400"); elsewhere the key."""
        return self.key if self.recurrence_id is None else f"{self.key}@{moment_in_key(self.recurrence_id)}"

    @property
    def is_moved(self) -> bool:
        """Whether this session of a group begins at another time than the group's rule says."""
        return self.recurrence_id is not None and self.starts_at != self.recurrence_id


@dataclass(frozen=True)
class Series:
    """Something that happens again and again, as calendars say it.

    first: its first session by the rule; rule: an RRULE value (RFC 5545 3.3.10);
    changed: the sessions that are not as the rule says, each with its `recurrence_id`.
    """

    first: Listing
    rule: str
    changed: tuple[Listing, ...]


@dataclass(frozen=True)
class ListingKind:
    """What a feature tells of its kind.

    topic: the topic everyone interested in this kind follows ("events");
    followable: whether a single one of it is a topic of its own;
    upcoming(start, end): listings that happen between two aware moments (undated ones always);
    find(id): one listing, past or not, or None;
    find_session(id, original): the one session of it that was to begin at an aware moment by its rule, or None;
    series(id): the rule of one that happens again and again, or None;
    areas(): the areas it has listings in, each of which can be followed by itself;
    model: the `Published` whose every row is one `listing`, with `starts_at` and `ends_at` or undated, so that few of
    many can be looked up; None for what repeats.
    """

    kind: str
    label: LazyString
    plural_label: LazyString
    topic: str
    followable: bool
    upcoming: Callable[[datetime, datetime], Iterable[Listing]]
    find: Callable[[int], Listing | None]
    areas: Callable[[], list[str]] = list
    find_session: Callable[[int, datetime], Listing | None] | None = None
    series: Callable[[int], Series | None] | None = None
    model: Any = None


def init_app(app: Flask) -> None:
    """Make the empty register."""
    app.extensions[_EXTENSION] = {}
    app.jinja_env.filters["moment_in_key"] = moment_in_key


def register_kind(app: Flask, kind: ListingKind) -> None:
    """Add a kind; the order of registration is the order on screen."""
    app.extensions[_EXTENSION][kind.kind] = kind


def kinds() -> dict[str, ListingKind]:
    """Every registered kind by its name."""
    registered: dict[str, ListingKind] = current_app.extensions[_EXTENSION]
    return registered


def find(key: str) -> Listing | None:
    """The listing behind a key such as "event:12" or an occurrence key; None when there is no such thing.

    A thing has one key: "event:012" is none.
    """
    whole, at, moment = key.partition("@")
    kind, _, number = whole.partition(":")
    if kind not in kinds() or not _NUMBER.fullmatch(number):
        return None
    if not at:
        return kinds()[kind].find(int(number))
    find_session, original = kinds()[kind].find_session, moment_of_key(moment)
    return find_session(int(number), original) if find_session and original else None


def series_of(listing: Listing) -> Series | None:
    """The rule behind a listing that happens again and again; None for one that happens once."""
    series = kinds()[listing.kind].series
    return series(int(listing.key.partition(":")[2])) if series else None


def moment_in_key(moment: datetime) -> str:
    """An aware moment as it stands in occurrence keys and in addresses of sessions: UTC, to the minute."""
    return f"{moment.astimezone(UTC):{_IN_KEYS}}"


def moment_of_key(text: str) -> datetime | None:
    """The moment that `moment_in_key` wrote; None for any other text."""
    try:
        moment = datetime.strptime(text, _IN_KEYS).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment_in_key(moment) == text else None


def next_start(key: str, after: datetime, within: timedelta = timedelta(weeks=60)) -> datetime | None:
    """When the listing behind a key next begins after an aware moment; None when it does not, or has no date."""
    listing = find(key)
    if listing is None or listing.starts_at is None:
        return None
    if listing.starts_at > after:
        return listing.starts_at
    later = (it.starts_at for it in kinds()[listing.kind].upcoming(after, after + within) if _takes_place(it, key))
    return next((starts_at for starts_at in later if starts_at and starts_at > after), None)


def _takes_place(listing: Listing, key: str) -> bool:
    """Whether it is of that key, and not a session that was cancelled."""
    return listing.key == key and not (listing.cancelled and listing.recurrence_id)


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """All kinds between two aware moments: dated ones soonest first, then the undated."""
    found = [listing for kind in kinds().values() for listing in kind.upcoming(start, end)]
    return sorted(found, key=lambda it: (it.starts_at is None, it.starts_at or end, it.title))


def once(found: Iterable[Listing]) -> list[Listing]:
    """Each listing at its next time that takes place, or, where none does, at its next one."""
    kept: dict[str, Listing] = {}
    for listing in found:
        if listing.key not in kept or (kept[listing.key].cancelled and not listing.cancelled):
            kept[listing.key] = listing
    return list(kept.values())


_FIRST_LOOK = timedelta(hours=12)


def next_few(start: datetime, count: int = 3, within: timedelta = SOON) -> list[Listing]:
    """The next dated listings after an aware moment that take place, for pages that must not end nowhere."""
    span = min(_FIRST_LOOK, within)
    while True:
        # Further only where little is on: of much, most would be read for nothing.
        coming = upcoming(start, start + span)
        found = [it for it in coming if it.starts_at is not None and not it.cancelled]
        if len(found) >= count or span == within:
            return found[:count]
        span = min(4 * span, within)
