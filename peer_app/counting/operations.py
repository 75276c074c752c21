"""Taking counts that come as records of kind "count" from the field.

Each tap is a record of its own, and `sync` stores each record once. So what two tablets at one door count adds up,
in whatever order and however often it is sent.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from peer_app.counting.models import Door, HeadCount
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.reasons import NOT_UNDERSTOOD
from peer_app.sync.shapes import Shape


class Said(Shape, frozen=True):
    """What the record holds: one more person, or one fewer where it was a slip."""

    v: Literal[1]
    #: A key no longer than `listings.find` looks for.
    listing: Annotated[str, Meta(pattern=r"\A[a-z][a-z-]{0,19}:[0-9]{1,9}\Z")]
    day: date
    change: Literal[1, -1]


class Tap(NamedTuple):
    """What a record says, checked."""

    door: Door
    change: int


def check(said: Said) -> Tap:
    """Take a day in reach; raises NeedsALook for another."""
    if not 2000 <= said.day.year < 2200:
        raise NeedsALook(NOT_UNDERSTOOD)
    return Tap((said.listing, said.day), said.change)


def store(pairs: Sequence[tuple[Envelope, Tap]]) -> None:
    """Add them all up; the caller commits."""
    changes: Counter[Door] = Counter()
    for _envelope, tap in pairs:
        changes[tap.door] += tap.change
    HeadCount.add(changes)
