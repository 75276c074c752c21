"""Taking counts that come as records of kind "count" from the field.

Each tap is a record of its own, and `sync` stores each record once. So what two tablets at one door count adds up,
in whatever order and however often it is sent.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta

from peer_app.core import clock, listings
from peer_app.core.batches import insert_all
from peer_app.counting.models import Door, Tap
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.reasons import TOO_FAR_OFF
from peer_app.sync.shapes import Shape
from peer_app.sync.undoing import Marked


class Said(Shape, frozen=True):
    """What the record holds: one more person, or one fewer where it was a slip."""

    v: Literal[1]
    #: A key no longer than `listings.find` looks for.
    listing: Annotated[str, Meta(pattern=r"\A[a-z][a-z-]{0,19}:[0-9]{1,9}\Z")]
    day: date
    change: Literal[1, -1]


class CheckedTap(NamedTuple):
    """What a record says, checked."""

    door: Door
    change: int


def check(said: Said) -> CheckedTap:
    """Take a day within a year of today; raises NeedsALook for another."""
    if abs(said.day - clock.today()) > clock.PLAUSIBLE:
        raise NeedsALook(TOO_FAR_OFF)
    return CheckedTap((said.listing, said.day), said.change)


def store(pairs: Sequence[tuple[Envelope, CheckedTap]]) -> None:
    """Write each tap; the caller commits."""
    insert_all(Tap, [_row(envelope, *tap) for envelope, tap in pairs])


def _row(envelope: Envelope, door: Door, change: int) -> dict[str, Any]:
    key, day = door
    # The life of the database, and not the device: a tablet that was emptied starts to count at 0 again, and a file
    # that somebody hands in belongs to what the tablet had sent before.
    source = f"epoch:{envelope.epoch}"
    return {
        "record_id": envelope.id,
        "listing_key": key,
        "day": day,
        "source": source,
        "change": change,
    }


def _words(tap: Tap) -> str:
    listing = listings.find(tap.listing_key)
    return f"{tap.change:+d} · {listing.title if listing else tap.listing_key} · {tap.day.isoformat()}"


UNDO = Marked(Tap, _words)
