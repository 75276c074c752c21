"""Reading a request of /sync/records: anything may come, and nothing may break."""

import hashlib
import json
import re
from datetime import datetime
from typing import Any, NamedTuple

from peer_app.core import clock
from peer_app.sync.kinds import NeedsALook
from peer_app.sync.reasons import BROKEN

MOST_RECORDS = 500
MOST_BYTES = 1024 * 1024
STORED, DUPLICATE, NEEDS_A_LOOK = "stored", "duplicate", "needs-a-look"

_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_WORD = re.compile(r"[a-z][a-z0-9-]{0,39}")
_BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BIGGEST = 2**31 - 1


class NotARequestError(Exception):
    """The request as a whole can't be read: an HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Fields(NamedTuple):
    """A well-formed record, still sealed."""

    kind: str
    epoch: str
    seq: int
    key_id: str
    sealed: str
    made_at: datetime


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


def is_record_id(value: Any) -> bool:
    """Whether it is an id as devices make them."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def number_of(record: dict[str, Any]) -> tuple[str, int] | None:
    """The life of a device's database and the record's number in it, or None where that can't be read."""
    try:
        return _text(record, "epoch", _ID), _seq(record)
    except NeedsALook:
        return None


def fields_of(record: dict[str, Any]) -> Fields:
    """The fields of a record that has an id; raises NeedsALook for one that is broken."""
    if not is_record_id(record["id"]):
        raise NeedsALook(BROKEN)
    return Fields(
        kind=_text(record, "kind", _WORD),
        epoch=_text(record, "epoch", _ID),
        seq=_seq(record),
        key_id=_text(record, "key_id", _ID),
        sealed=_sealed(record),
        made_at=_moment(record.get("made_at")),
    )


def digest_of(record: dict[str, Any]) -> str:
    """SHA-256 as hex of the sealed bytes; of the whole record where there are none."""
    try:
        return digest(_sealed(record))
    except NeedsALook:
        return digest(as_text(record))


def digest(text: str) -> str:
    """SHA-256 as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def as_text(record: dict[str, Any]) -> str:
    """A record as JSON in ASCII, so that every database can hold whatever was in it."""
    return json.dumps(record, sort_keys=True)


def _with_room(frames: int, body: bytes) -> Any:
    # What can be read has to be writable again (as_text), so reading may nest a little less deep.
    return _with_room(frames - 1, body) if frames else json.loads(body)


def _seq(record: dict[str, Any]) -> int:
    seq = record.get("seq")
    if type(seq) is not int or not 0 <= seq <= _BIGGEST:  # true and 1.0 are no numbers of records
        raise NeedsALook(BROKEN)
    return seq


def _sealed(record: dict[str, Any]) -> str:
    text = record.get("sealed")
    # For a text as long as this, many times as fast as a pattern.
    if not isinstance(text, str) or not text or not text.isascii() or text.encode().translate(None, _BASE64URL):
        raise NeedsALook(BROKEN)
    return text


def _text(record: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    text = record.get(name)
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise NeedsALook(BROKEN)
    return text


def _moment(text: Any) -> datetime:
    try:
        return clock.read(text)
    except ValueError:
        raise NeedsALook(BROKEN) from None
