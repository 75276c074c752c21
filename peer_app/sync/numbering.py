"""Which record numbers to believe: a register, because whose a life of a database is, only `devices` knows."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import Flask, current_app

_EXTENSION = "record_numbering"

#: A record's number: the life of the device's database (`epoch`) and `seq` within it.
Number = tuple[str, int]


class Believed(NamedTuple):
    """What is believed of the numbers in a request.

    numbers: those to note as arrived; others: epochs among them that belong to another device; sender_lost: whether
    the device was called lost since it signed in to this request.
    """

    numbers: list[Number]
    others: frozenset[str]
    sender_lost: bool


#: check(device_id or None for what somebody hands in, numbers), inside the transaction that takes the records.
Check = Callable[[int | None, Sequence[Number]], Believed]


def register_numbering(app: Flask, check: Check) -> None:
    """Let a feature decide which numbers to believe."""
    app.extensions[_EXTENSION] = check


def believe(device_id: int | None, numbers: Sequence[Number]) -> Believed:
    """What to believe of the numbers that a device sent, or somebody handed in."""
    check: Check = current_app.extensions[_EXTENSION]
    return check(device_id, numbers)
