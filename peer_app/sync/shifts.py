"""Who was out with a device, and where: what a record from the field says of its shift."""

from typing import Annotated

from msgspec import Meta

from peer_app.sync.shapes import RowNumber, Shape

MOST_PEOPLE = 20


class Shift(Shape, frozen=True):
    """people: ids of accounts, which may not exist; stop: the listing's key, or "" where none was chosen."""

    people: Annotated[tuple[RowNumber, ...], Meta(max_length=MOST_PEOPLE)]
    #: No longer than `listings.find` looks for.
    stop: Annotated[str, Meta(pattern=r"\A(?:van-stop:[0-9]{1,9})?\Z")]
