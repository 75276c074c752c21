"""Taking a batch of records: open them all, then write them all in one transaction."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.sync import models, wire
from peer_app.sync.kinds import Envelope, Kind, NeedsALook, believable, kinds, source_of
from peer_app.sync.models import HeldRecord
from peer_app.sync.numbering import believe
from peer_app.sync.reasons import NOT_STORED, OTHER_BYTES, OTHER_EPOCH, UNKNOWN_KIND
from peer_app.sync.sealing import keys_by_id, open_sealed
from peer_app.sync.signals import records_held

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Courier:
    """Who brought records, and when: the device itself, or somebody signed in for one that could not."""

    received_at: datetime
    device_id: int | None = None
    account_id: int | None = None
    #: Whether it sends at this moment, so that a device which was just called lost is turned away.
    is_sending: bool = False


class SenderLostError(Exception):
    """The device was called lost while its request was on its way; nothing of it was taken."""


@dataclass(slots=True)
class Arrival:
    """One record of a request, on its way.

    id: what a receipt names it by; content: first what is sealed, then what was, then that as its feature reads it;
    reason: why it can't be taken, which then has no envelope.
    """

    id: str
    record: dict[str, Any]
    digest: str
    envelope: Envelope | None = None
    content: Any = None
    reason: str | None = None

    @property
    def kept_as(self) -> str:
        """The id in the database: the record's own, unless another database used that first."""
        return self.envelope.id if self.envelope else self.id


def receive(
    records: Sequence[Any], *, device_id: int | None = None, account_id: int | None = None
) -> list[dict[str, str]]:
    """Take what can be taken, keep the rest aside, commit; one receipt for each record with a usable id.

    The session's transaction, if there is one, must hold no changes: it is ended first, so that nobody
    waits for the database while records are opened. Raises OperationalError when the database is away
    or busy, which says nothing about the records, and SenderLostError when the device was called lost meanwhile.
    """
    db.session.rollback()
    courier = Courier(clock.now(), device_id, account_id, is_sending=True)
    arrivals = _read([record for record in records if wire.id_of(record) is not None], courier)
    try:
        statuses = _write(arrivals, courier)
    except (OperationalError, SenderLostError):
        db.session.rollback()
        raise
    except Exception:  # noqa: BLE001 -- whatever it is, no record may block the others
        # Something in one of them broke the rest: each on its own, so that only that one needs a look.
        _log.exception("A batch of %d could not be written at once.", len(arrivals))
        db.session.rollback()
        statuses = [_write_alone(arrival, courier)[0] for arrival in arrivals]
    return [{"id": arrival.id, "status": status} for arrival, status in zip(arrivals, statuses, strict=True)]


def try_again(held: HeldRecord) -> str | None:
    """Take a record that was kept aside, commit; the reason if it still can't be taken."""
    held_id = held.id
    courier = Courier(held.received_at, held.device_id, held.account_id)
    [arrival] = _read([json.loads(held.payload)], courier)
    status, reason = _write_alone(arrival, courier)
    if status != wire.NEEDS_A_LOOK:
        return None
    again = db.session.get_one(HeldRecord, held_id)
    again.reason = reason or arrival.reason or OTHER_BYTES
    db.session.commit()
    return again.reason


def opened(held: HeldRecord) -> str | None:
    """What a record that was kept aside says, as text; None where it can't be opened."""
    try:
        fields = wire.fields_of(json.loads(held.payload))
        key = keys_by_id().get(fields.key_id)
        text = open_sealed(fields.id, fields.kind, key, wire.sealed_bytes(fields.sealed)).decode(errors="replace")
    except (NeedsALook, ValueError):
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return "\n".join(f"{name}: {what}" for name, what in said.items() if what) if isinstance(said, dict) else text


def _read(records: Iterable[dict[str, Any]], courier: Courier) -> list[Arrival]:
    """Unpack all, then decrypt all, then parse all.

    In turns, decrypting would push the code and data of everything else out of the CPU's cache: a tenth slower.
    """
    keys, known = keys_by_id(), kinds()
    arrivals = [_unpack(record, courier) for record in records]
    _go_on(
        arrivals, lambda envelope, sealed: open_sealed(envelope.id, envelope.kind, keys.get(envelope.key_id), sealed)
    )
    _go_on(arrivals, lambda said, opened: _kind_of(said, known).read(opened))
    return arrivals


def _unpack(record: dict[str, Any], courier: Courier) -> Arrival:
    try:
        fields = wire.fields_of(record)
        sealed = wire.sealed_bytes(fields.sealed)
    except NeedsALook as error:
        return Arrival(record["id"], record, wire.digest_of(record), reason=error.reason)
    envelope = Envelope(
        id=fields.id,
        kind=fields.kind,
        epoch=fields.epoch,
        seq=fields.seq,
        key_id=fields.key_id,
        made_at=believable(fields.made_at, courier.received_at),
        received_at=courier.received_at,
        device_id=courier.device_id,
        account_id=courier.account_id,
    )
    return Arrival(fields.id, record, wire.digest(fields.sealed), envelope, sealed)


def _go_on(arrivals: list[Arrival], step: Callable[[Envelope, Any], Any]) -> None:
    for arrival in arrivals:
        if arrival.envelope is None:
            continue
        try:
            arrival.content = step(arrival.envelope, arrival.content)
        except NeedsALook as error:
            arrival.envelope, arrival.content, arrival.reason = None, None, error.reason


def _kind_of(envelope: Envelope, known: Mapping[str, Kind]) -> Kind:
    if envelope.kind not in known:
        raise NeedsALook(UNKNOWN_KIND)
    return known[envelope.kind]


def _write(arrivals: list[Arrival], courier: Courier) -> list[str]:
    """Write and commit; the status of each arrival, in order."""
    _note_numbers(arrivals, courier)
    _tell_apart(arrivals)
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        if arrival.envelope is not None:
            first.setdefault(arrival.kept_as, arrival)
    taken = models.take([_row(one.envelope, one.digest) for one in first.values() if one.envelope])
    known = models.digests_of(arrival.kept_as for arrival in arrivals if arrival.kept_as not in taken)
    known |= {record_id: first[record_id].digest for record_id in taken}
    statuses, held = [], []
    for arrival in arrivals:
        same = known.get(arrival.kept_as) == arrival.digest
        if same and arrival.kept_as in taken and first[arrival.kept_as] is arrival:
            statuses.append(wire.STORED)
        elif same:
            statuses.append(wire.DUPLICATE)
        else:
            statuses.append(wire.NEEDS_A_LOOK)
            held.append(_held(arrival, arrival.reason or OTHER_BYTES, courier))
    _hand_over([first[record_id] for record_id in first if record_id in taken])
    _hold(held, courier)
    models.settle({first[record_id].id: known[record_id] for record_id in taken})
    db.session.commit()
    return statuses


def _note_numbers(arrivals: list[Arrival], courier: Courier) -> None:
    """Note which numbers came, as far as they can be believed; refuse what names the database of another device."""
    believed = believe(courier.device_id, list(_numbers(arrivals)))
    if courier.is_sending and believed.sender_lost:
        raise SenderLostError
    models.ArrivedSeq.note(believed.numbers, courier.received_at)
    for arrival in arrivals if believed.others else []:
        number = wire.number_of(arrival.record)
        if number is not None and number[0] in believed.others:
            arrival.envelope, arrival.content, arrival.reason = None, None, OTHER_EPOCH


def _tell_apart(arrivals: list[Arrival]) -> None:
    """Keep a record whose id another database used first under an id of its own.

    Ids are made on devices, and whoever copied a device's storage knows ids of records that are still to come: nobody
    may keep those out by sending something else under their ids first.
    """
    epochs = models.epochs_of(arrival.id for arrival in arrivals if arrival.envelope)
    for arrival in arrivals:
        envelope = arrival.envelope
        if envelope is not None and epochs.get(arrival.id, envelope.epoch) != envelope.epoch:
            arrival.envelope = envelope._replace(id=wire.id_apart(arrival.id, envelope.epoch))


def _hand_over(arrivals: list[Arrival]) -> None:
    by_kind: dict[str, list[tuple[Envelope, Any]]] = {}
    for arrival in arrivals:
        if arrival.envelope is not None:
            by_kind.setdefault(arrival.envelope.kind, []).append((arrival.envelope, arrival.content))
    for name, pairs in by_kind.items():
        kinds()[name].store(pairs)


def _write_alone(arrival: Arrival, courier: Courier) -> tuple[str, str | None]:
    """Write and commit; the status, and where it turned out only now that it can't be taken, why."""
    try:
        [status] = _write([arrival], courier)
        return status, None
    except (OperationalError, SenderLostError):
        raise
    except Exception as error:  # noqa: BLE001 -- kept whole, and a coordinator sees it
        db.session.rollback()
        reason = error.reason if isinstance(error, NeedsALook) else NOT_STORED
        _note_numbers([arrival], courier)
        _hold([_held(arrival, reason, courier)], courier)
        db.session.commit()
        return wire.NEEDS_A_LOOK, reason


def _hold(rows: list[dict[str, Any]], courier: Courier) -> None:
    if rows:
        models.hold(rows)
        source = source_of(courier.device_id, courier.account_id)
        records_held.send(record_ids=[row["record_id"] for row in rows], source=source)


def _row(envelope: Envelope, digest: str) -> dict[str, Any]:
    return envelope._asdict() | {"digest": digest}


def _numbers(arrivals: Sequence[Arrival]) -> Iterator[tuple[str, int]]:
    """(epoch, seq) of those that can be counted: a broken record may have none."""
    for arrival in arrivals:
        read = arrival.envelope
        number = (read.epoch, read.seq) if read else wire.number_of(arrival.record)
        if number is not None:
            yield number


def _held(arrival: Arrival, reason: str, courier: Courier) -> dict[str, Any]:
    return {
        "record_id": arrival.id,
        "digest": arrival.digest,
        "kind": wire.kind_of(arrival.record),
        "payload": (payload := wire.as_text(arrival.record)),
        "size": len(payload),
        "reason": reason,
        "received_at": courier.received_at,
        "device_id": courier.device_id,
        "account_id": courier.account_id,
    }
