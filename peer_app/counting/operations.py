"""Taking counts that come as records from the field.

A record of kind "count" holds, as JSON: {"v": 1, "listing": "event:12", "day": "2027-03-02", "change": 1 or -1}

Each tap is a record of its own, and `sync` stores each record once. So what two tablets at one door count adds up,
in whatever order and however often it is sent.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from peer_app.counting.models import Door, HeadCount
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.reasons import NOT_UNDERSTOOD

VERSION = 1

_FIELDS = {"v", "listing", "day", "change"}
#: As a listing's key, no longer than `listings.find` looks for.
_LISTING = re.compile(r"[a-z][a-z-]{0,19}:[0-9]{1,9}")
_DAY = re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}")
_CHANGES = (1, -1)


class Tap(NamedTuple):
    """One more person, or one fewer where it was a slip."""

    door: Door
    change: int


def read(content: Any) -> Tap:
    """Check what a record says; raises NeedsALook."""
    if not isinstance(content, dict) or set(content) != _FIELDS:
        raise NeedsALook(NOT_UNDERSTOOD)
    version, change = content["v"], content["change"]
    if type(version) is not int or version != VERSION or type(change) is not int or change not in _CHANGES:
        raise NeedsALook(NOT_UNDERSTOOD)  # true is no number
    return Tap((_listing(content["listing"]), _day(content["day"])), change)


def store(pairs: Sequence[tuple[Envelope, Tap]]) -> None:
    """Add them all up; the caller commits."""
    changes: Counter[Door] = Counter()
    for _envelope, tap in pairs:
        changes[tap.door] += tap.change
    HeadCount.add(changes)


def _listing(text: Any) -> str:
    if not isinstance(text, str) or not _LISTING.fullmatch(text):
        raise NeedsALook(NOT_UNDERSTOOD)
    return text


def _day(text: Any) -> date:
    try:
        if isinstance(text, str) and _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise NeedsALook(NOT_UNDERSTOOD) from error
    raise NeedsALook(NOT_UNDERSTOOD)
