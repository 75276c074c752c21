"""What the content of records is made of: `msgspec` holds it to these shapes while it parses the JSON (RFC 8259)."""

from typing import Annotated

from msgspec import Meta, Struct

from peer_app.core.row_ids import BIGGEST


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """A JSON object with exactly these fields.

    A field this version does not know makes the record need a look: to drop it would lose what somebody said.
    Where several versions are known, `v` is the tag that tells them apart, else a field.
    """


#: The code of the language that a form was in.
Language = Annotated[str, Meta(pattern=r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,4})?\Z")]
#: As devices make them (UUIDv7).
RecordId = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
#: The number of a row, which may not exist.
RowNumber = Annotated[int, Meta(gt=0, le=BIGGEST)]
