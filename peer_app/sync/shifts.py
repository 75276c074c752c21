"""Who was out with a device, and where: what a record from the field says of its shift.

As JSON: {"people": [account ids, at most 20], "stop": "van-stop:12", or "" where none was chosen}
"""

import re
from typing import Any, NamedTuple

from peer_app.core.row_ids import BIGGEST
from peer_app.sync.kinds import NeedsALook
from peer_app.sync.reasons import NOT_UNDERSTOOD

MOST_PEOPLE = 20
_FIELDS = {"people", "stop"}

#: As a listing's key, no longer than `listings.find` looks for.
_STOP = re.compile(r"(?:van-stop:[0-9]{1,9})?")


class Shift(NamedTuple):
    """people: ids of accounts, each once, which may not exist; stop: the listing's key, or ""."""

    people: tuple[int, ...]
    stop: str


def read_shift(value: Any) -> Shift:
    """Check what a record says of its shift; raises NeedsALook."""
    if not isinstance(value, dict) or value.keys() != _FIELDS:
        raise NeedsALook(NOT_UNDERSTOOD)
    people, stop = value["people"], value["stop"]
    if not isinstance(people, list) or len(people) > MOST_PEOPLE or not all(map(_is_row_id, people)):
        raise NeedsALook(NOT_UNDERSTOOD)
    if not isinstance(stop, str) or not _STOP.fullmatch(stop):
        raise NeedsALook(NOT_UNDERSTOOD)
    return Shift(tuple(dict.fromkeys(people)), stop)


def _is_row_id(value: Any) -> bool:
    return type(value) is int and 0 < value <= BIGGEST  # true is no number
