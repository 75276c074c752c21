"""The register of record kinds: what each feature does with what a record says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import Flask, current_app

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


@dataclass(frozen=True)
class Kind:
    """What a feature does with its records.

    read(content): the opened JSON into whatever `store` takes; raises NeedsALook. No database: it runs
    before the transaction.
    store(pairs): write them all, each once, inside the caller's transaction; no commit. Raises NeedsALook for
    what turns out there.
    """

    name: str
    read: Callable[[Any], Any]
    store: Callable[[Sequence[tuple[Envelope, Any]]], None]


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
