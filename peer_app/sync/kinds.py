"""The register of record kinds: what each feature does with what a record says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from flask import Flask, current_app
from msgspec.json import Decoder

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


@dataclass(frozen=True)
class Kind:
    """What a feature does with its records.

    shape: a `shapes.Shape`, or a union of them.
    check(said): something of that shape into whatever `store` takes; raises NeedsALook. No database: it runs
    before the transaction.
    store(pairs): write them all, each once, inside the caller's transaction; no commit. Raises NeedsALook for
    what turns out there.
    """

    name: str
    shape: Any
    check: Callable[[Any], Any]
    store: Callable[[Sequence[tuple[Envelope, Any]]], None]

    def read(self, opened: bytes) -> Any:
        """What was sealed, as JSON, into whatever `store` takes; raises NeedsALook."""
        try:
            said = self._decoder.decode(opened)
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
