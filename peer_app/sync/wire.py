"""Reading a request of /sync/records: anything may come, and nothing may break."""

import hashlib
import json
import re
import uuid
from binascii import a2b_base64
from datetime import datetime
from typing import Annotated, Any, TypeGuard

from msgspec import Meta, Struct, convert

from peer_app.core import clock
from peer_app.sync.kinds import NeedsALook
from peer_app.sync.reasons import BROKEN
from peer_app.sync.shapes import RecordId

MOST_RECORDS = 500
MOST_BYTES = 1024 * 1024
STORED, DUPLICATE, NEEDS_A_LOOK = "stored", "duplicate", "needs-a-look"

_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}")
_APART = uuid.UUID("5f0f4a2e-7d43-4a53-9c43-0c8f2f3f1f7e")
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#: base64url as base64, and what only base64 has as nothing that can be decoded.
_TO_BASE64 = bytes.maketrans(b"-_+/=", b"+/***")

_Name = Annotated[str, Meta(pattern=rf"\A{_ID.pattern}\Z")]
_Seq = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class NotARequestError(Exception):
    """The request as a whole can't be read: an HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Fields(Struct, frozen=True):
    """A well-formed record, still sealed. Whatever else is in it is passed over."""

    id: RecordId
    kind: Annotated[str, Meta(pattern=rf"\A{_KIND.pattern}\Z")]
    epoch: _Name
    seq: _Seq
    key_id: _Name
    sealed: Annotated[str, Meta(min_length=1)]
    made_at: Annotated[datetime, Meta(tz=True)]


class _Number(Struct, frozen=True):
    """The life of a device's database, and the record's number in it."""

    epoch: _Name
    seq: _Seq


def records_in(body: bytes) -> list[Any]:
    """The list of records, whatever each of them is; raises NotARequestError."""
    if len(body) > MOST_BYTES:
        raise NotARequestError(413, "That is more than 1 MiB at once. Send fewer records at a time.")
    try:
        request = _with_room(50, body)
    # A number with 5,000 digits is a ValueError, brackets nested without end a RecursionError.
    except (ValueError, RecursionError):
        raise NotARequestError(400, "That is not JSON. Send an object with “records”.") from None
    records = request.get("records") if isinstance(request, dict) else None
    if not isinstance(records, list):
        raise NotARequestError(400, "There is no list of “records” in it.")
    if len(records) > MOST_RECORDS:
        raise NotARequestError(413, f"Those are more than {MOST_RECORDS} records at once. Send fewer at a time.")
    return records


def id_of(record: Any) -> str | None:
    """The id a receipt can name, or None."""
    found = record.get("id") if isinstance(record, dict) else None
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def id_apart(record_id: str, epoch: str) -> str:
    """The id under which a record is kept whose own id another database used first (UUIDv5, RFC 9562)."""
    return str(uuid.uuid5(_APART, f"{epoch}|{record_id}"))


def kind_of(record: dict[str, Any]) -> str:
    """The kind a record names, or "" where that is no word."""
    named = record.get("kind")
    return named if isinstance(named, str) and _KIND.fullmatch(named) else ""


def number_of(record: dict[str, Any]) -> tuple[str, int] | None:
    """The life of a device's database and the record's number in it, or None where that can't be read."""
    try:
        number = convert(record, _Number)
    except ValueError:
        return None
    return number.epoch, number.seq


def fields_of(record: dict[str, Any]) -> Fields:
    """The fields of a record that has an id; raises NeedsALook for one that is broken."""
    try:
        fields = convert(record, Fields)
        clock.in_reach(fields.made_at)
    except ValueError as error:
        raise NeedsALook(BROKEN) from error
    return fields


def sealed_bytes(text: str) -> bytes:
    """The bytes in a `sealed`, which is base64url without padding (RFC 4648); raises NeedsALook for anything else."""
    try:
        return a2b_base64(text.encode().translate(_TO_BASE64) + b"=" * (-len(text) % 4), strict_mode=True)
    except ValueError as error:
        raise NeedsALook(BROKEN) from error


def digest_of(record: dict[str, Any]) -> str:
    """SHA-256 as hex of what is sealed; of the whole record where nothing is."""
    sealed = record.get("sealed")
    return digest(sealed if _is_base64url(sealed) else as_text(record))


def digest(text: str) -> str:
    """SHA-256 as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def as_text(record: dict[str, Any]) -> str:
    """A record as JSON in ASCII, so that every database can hold whatever was in it."""
    return json.dumps(record, sort_keys=True)


def _with_room(frames: int, body: bytes) -> Any:
    # What can be read has to be writable again (as_text), so reading may nest a little less deep.
    return _with_room(frames - 1, body) if frames else json.loads(body)


def _is_base64url(text: Any) -> TypeGuard[str]:
    return isinstance(text, str) and text != "" and text.isascii() and not text.encode().translate(None, _BASE64URL)
