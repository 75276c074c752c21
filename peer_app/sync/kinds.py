"""The register of record kinds: what each feature does with what a record says."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from flask import Flask, current_app
from msgspec.json import Decoder

from peer_app.core import clock
from peer_app.core.incoming_text import clean_json
from peer_app.sync.reasons import NOT_UNDERSTOOD

_EXTENSION = "record_kinds"


class NeedsALook(Exception):  # noqa: N818 -- named as on the wire: it is no error
    """A record that can't be taken as it is. It is kept whole, and a coordinator sees why.

    The argument is one of `reasons.REASONS`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Envelope(NamedTuple):
    """What is known of a record without opening it.

    made_at: aware, what the device's clock said, which may be years off; received_at: aware UTC;
    device_id: the device that sent it; account_id: who handed it in for a device that could not.
    """

    id: str
    kind: str
    epoch: str
    seq: int
    key_id: str
    made_at: datetime
    received_at: datetime
    device_id: int | None
    account_id: int | None

    @property
    def source(self) -> str:
        """Who is answerable for it (`source_of`): frequency caps and limits count by this."""
        return source_of(self.device_id, self.account_id)


def source_of(device_id: int | None, account_id: int | None) -> str:
    """Who brought a record: "device:3", "account:2" (handed in, or typed at a desk), "" where nobody is known."""
    if device_id is not None:
        return f"device:{device_id}"
    return "" if account_id is None else f"account:{account_id}"


def believable(moment: datetime, received_at: datetime) -> datetime:
    """What a device's clock said, or when it arrived where that is more than a year away: clocks can be wrong."""
    return moment if abs(moment - received_at) <= clock.PLAUSIBLE else received_at


class Undo(Protocol):
    """How a kind takes back what it stored. Each verb is given ids of records; the caller commits."""

    def set_aside(self, record_ids: Collection[str]) -> set[str]:
        """Let what came in these count and show nowhere any more; the ids of those that were still there."""

    def restore(self, record_ids: Collection[str]) -> None:
        """Make them as if they had never been set aside."""

    def discard(self, record_ids: Collection[str]) -> None:
        """Delete what was set aside."""

    def describe(self, record_ids: Collection[str]) -> dict[str, str]:
        """What each says, for whoever decides about it."""


@dataclass(frozen=True)
class Kind:
    """What a feature does with its records.

    shape: a `shapes.Shape`, or a union of them.
    check(said): something of that shape into whatever `store` takes; raises NeedsALook. No database: it runs
    before the transaction.
    store(pairs): write them all, each once, inside the caller's transaction; no commit. Raises NeedsALook for
    what turns out there.
    undo: how what it stored is set aside when the device that sent it turns out to have been lost.
    for_leads: whether only safeguarding leads may read what it says, and decide about it.
    """

    name: str
    shape: Any
    check: Callable[[Any], Any]
    store: Callable[[Sequence[tuple[Envelope, Any]]], None]
    undo: "Undo"
    for_leads: bool = False

    def read(self, opened: bytes) -> Any:
        """What was sealed, as JSON, into whatever `store` takes, without control characters; raises NeedsALook."""
        try:
            said = self._decoder.decode(clean_json(opened))
        except (ValueError, RecursionError) as error:
            raise NeedsALook(NOT_UNDERSTOOD) from error
        return self.check(said)

    @cached_property
    def _decoder(self) -> Decoder[Any]:
        return Decoder(self.shape)


def init_app(app: Flask) -> None:
    """Make the empty register."""
    app.extensions[_EXTENSION] = {}


def register_kind(app: Flask, kind: Kind) -> None:
    """Let a feature take the records of its kind."""
    app.extensions[_EXTENSION][kind.name] = kind


def kinds() -> dict[str, Kind]:
    """Every registered kind by its name."""
    registered: dict[str, Kind] = current_app.extensions[_EXTENSION]
    return registered
