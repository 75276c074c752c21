"""Noticing records that never arrived.

An epoch is one life of a device's local database: it begins when the database is made, and ends when the browser's
storage is emptied. Within an epoch the device numbers its records 1, 2, 3, … (`seq`). So the number of missing records
is the highest `seq` the device has reported, less the records that arrived, less those it says still wait on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.batches import insert_new
from peer_app.core.database import UTCDateTime, on_postgresql, upsert
from peer_app.devices.models import SILENT_AFTER, Device
from peer_app.extensions import Model, db
from peer_app.sync.models import ArrivedSeq
from peer_app.sync.numbering import Believed, Number

#: Epochs of one device: more than it has in many years, so that one which makes them up cannot fill the table.
MOST_EPOCHS = 500
#: So many numbers may be missing from one epoch and still be believed: more records than a tablet holds.
MOST_AHEAD = 10_000
#: For how long a silent device is reported.
_NEWS = timedelta(weeks=1)


class DeviceEpoch(Model):
    """One epoch, and the device it belongs to: the one that first used it.

    A tablet that was reported lost and then set up as another device keeps its database: its epoch, and the records
    that still wait in it, move to that other device. Should the first one be heard of again, they move back.
    """

    __tablename__ = "device_epoch"

    #: Made on the device when its database was made.
    epoch: Mapped[str] = mapped_column(String(64), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), index=True)
    #: The id of the device that used it first.
    first_device_id: Mapped[int | None]
    #: Since the device was last set up.
    first_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: The highest number it has given, as far as is known.
    seq: Mapped[int]
    #: How many it said it still had to send.
    waiting: Mapped[int]

    @classmethod
    def note(cls, device: Device, epoch: str, seq: int, waiting: int | None = None) -> None:
        """Note how far a device has numbered its records, as far as that can be; the caller commits.

        seq: the highest number it names; waiting: how many records it still holds, None to leave that as it is.
        """
        if seq > _highest_plausible(epoch, seq) or cls._how_many_others(device.id, epoch) >= MOST_EPOCHS:
            return
        facts = {"epoch": epoch, "device_id": device.id, "first_device_id": device.id}
        facts |= {"first_seen_at": clock.now(), "seq": seq}
        statement = _noting(on_postgresql(), says_what_waits=waiting is not None)
        db.session.execute(statement, facts | {"waiting": min(waiting or 0, seq), "enrolled_at": device.enrolled_at})
        if cls.owners([epoch]).get(epoch) == device.id:
            insert_new(ClaimedSeq, [{"epoch": epoch, "seq": seq, "claimed_at": clock.now()}])

    @classmethod
    def owners(cls, epochs: Iterable[str]) -> dict[str, int]:
        """The id of the device that each epoch belongs to; epochs nobody used are left out."""
        rows = db.session.execute(select(cls.epoch, cls.device_id).where(cls.epoch.in_(list(epochs))))
        return dict(rows.all())

    @classmethod
    def set_aside_since(cls, device_id: int, since: datetime) -> None:
        """Forget what a device said of its records from a moment on; the caller commits."""
        epochs = list(db.session.scalars(select(cls.epoch).where(cls.device_id == device_id)))
        later = ClaimedSeq.epoch.in_(epochs), ClaimedSeq.claimed_at >= since
        db.session.execute(delete(ClaimedSeq).where(*later))
        ArrivedSeq.set_aside_since(epochs, since)
        claimed = select(func.max(ClaimedSeq.seq)).where(ClaimedSeq.epoch == cls.epoch).scalar_subquery()
        own = cls.epoch.in_(epochs)
        # A life it first named after it was lost may be another device's: let go of it.
        db.session.execute(delete(cls).where(own, claimed.is_(None), cls.first_seen_at >= since))
        db.session.execute(update(cls).where(own, claimed.is_not(None)).values(seq=claimed))

    @classmethod
    def last_number(cls, device: Device, epoch: str) -> int:
        """The highest number known of an epoch, 0 where it is not this device's.

        A device whose storage went back to an earlier state names a lower one. It has to number on behind this one:
        a number given twice would make what was lost look as if it had arrived.
        """
        told = db.session.scalar(select(cls.seq).where(cls.epoch == epoch, cls.device_id == device.id))
        if told is None:
            return 0
        _count, highest = ArrivedSeq.how_many([epoch]).get(epoch, (0, 0))
        return max(told, highest)

    @classmethod
    def _how_many_others(cls, device_id: int, epoch: str) -> int:
        others = cls.device_id == device_id, cls.epoch != epoch
        return db.session.scalar(select(func.count()).where(*others)) or 0


class ClaimedSeq(Model):
    """When a device named a number as its highest, so that what it claimed after it was lost can be undone."""

    __tablename__ = "claimed_seq"

    epoch: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    claimed_at: Mapped[datetime] = mapped_column(UTCDateTime)


def _highest_plausible(epoch: str, seq: int) -> int:
    """The highest number to believe: as many beyond those that arrived as a tablet could ever hold."""
    if seq <= MOST_AHEAD:
        return MOST_AHEAD
    arrived, _highest = ArrivedSeq.how_many([epoch]).get(epoch, (0, 0))
    return arrived + MOST_AHEAD


@cache  # put together once: each batch of records runs it
def _noting(_on_postgresql: bool, *, says_what_waits: bool) -> Any:
    new = upsert(DeviceEpoch)
    enrolled_at = bindparam("enrolled_at", type_=UTCDateTime)
    given, there = new.excluded, DeviceEpoch
    changes: dict[str, Any] = {
        "device_id": given.device_id,
        "first_seen_at": db.case((there.first_seen_at < enrolled_at, given.first_seen_at), else_=there.first_seen_at),
        "seq": db.case((there.seq > given.seq, there.seq), else_=given.seq),
    }
    if says_what_waits:
        changes["waiting"] = given.waiting
    # No device speaks for another one's records, unless that one has not been heard of since this was set up.
    heard = func.coalesce(Device.last_seen_at, Device.enrolled_at)
    gone = select(Device.id).where(heard < enrolled_at)
    own = (there.device_id == given.device_id) | there.device_id.in_(gone)
    own |= there.first_device_id == given.device_id
    return new.on_conflict_do_update(index_elements=["epoch"], set_=changes, where=own)


@dataclass(frozen=True)
class Tally:
    """What is known of a device's records.

    waiting: how many it said it still holds; missing: how many it numbered that neither arrived nor wait on it;
    emptied_at: when its storage turned out to be new although it had not been set up again, else None;
    is_noted: whether a coordinator has acknowledged all of these losses.
    """

    waiting: int = 0
    missing: int = 0
    emptied_at: datetime | None = None
    is_noted: bool = True


def tallies_of(devices: Sequence[Device]) -> dict[int, Tally]:
    """The tally of each device, by the device's id."""
    lives: dict[int, list[DeviceEpoch]] = {device.id: [] for device in devices}
    rows = select(DeviceEpoch).where(DeviceEpoch.device_id.in_(lives)).order_by(DeviceEpoch.first_seen_at)
    for life in db.session.scalars(rows):
        lives[life.device_id].append(life)
    came = ArrivedSeq.how_many(life.epoch for found in lives.values() for life in found)
    return {device.id: _tally(device, lives[device.id], came) for device in devices}


def with_losses() -> list[str]:
    """The names of devices that lost something no coordinator has noted yet."""
    devices = Device.everyone()
    tallies = tallies_of(devices)
    return [device.name for device in devices if not tallies[device.id].is_noted]


def silent_with_records() -> list[tuple[Device, datetime]]:
    """Devices that fell silent in the last week with records waiting, and when each was last heard of."""
    now = clock.now()
    heard = db.func.coalesce(Device.last_seen_at, Device.enrolled_at)
    silent = heard < now - SILENT_AFTER, heard > now - SILENT_AFTER - _NEWS, Device.token_digest.is_not(None)
    devices = list(db.session.scalars(select(Device).where(*silent).order_by(Device.id)))
    tallies = tallies_of(devices)
    found = ((device, device.last_seen_at or device.enrolled_at) for device in devices if tallies[device.id].waiting)
    return [(device, moment) for device, moment in found if moment is not None]


def _tally(device: Device, lives: list[DeviceEpoch], came: dict[str, tuple[int, int]]) -> Tally:
    if not lives:
        return Tally()
    missing = 0
    for life in lives:
        count, highest = came.get(life.epoch, (0, 0))
        # Only of the latest life, and only while the device is ours, can anything still come.
        still = life.waiting if life is lives[-1] and device.token_digest else 0
        missing += max(0, max(life.seq, highest) - count - still)
    since = [life for life in lives if device.enrolled_at and life.first_seen_at >= device.enrolled_at]
    emptied_at = since[-1].first_seen_at if len(since) > 1 else None
    knows_of_storage = emptied_at is None or (device.noted_at is not None and device.noted_at >= emptied_at)
    is_noted = missing <= device.noted_missing and knows_of_storage
    return Tally(lives[-1].waiting if device.token_digest else 0, missing, emptied_at, is_noted)


def believe(device_id: int | None, numbers: Sequence[Number]) -> Believed:
    """What to believe of the numbers of records that a device sent, or that somebody handed in (None).

    Notes whose epochs they are, even where the device never reports; the caller commits.
    """
    # Locked against being called lost: until the caller commits, what it takes is there to be set aside.
    of_sender = select(Device).where(Device.id == device_id).with_for_update(read=True, key_share=True)
    device = db.session.scalar(of_sender) if device_id is not None else None
    by_epoch: dict[str, list[int]] = {}
    for epoch, seq in numbers:
        by_epoch.setdefault(epoch, []).append(seq)
    plausible: dict[str, list[int]] = {}
    for epoch, seqs in sorted(by_epoch.items()):
        limit = _highest_plausible(epoch, max(seqs))
        plausible[epoch] = [seq for seq in seqs if seq <= limit]
        if device is not None:
            DeviceEpoch.note(device, epoch, max(plausible[epoch], default=0))
    is_lost = device is not None and device.token_digest is None
    owners = DeviceEpoch.owners(by_epoch) if device is not None else {}
    others = frozenset(epoch for epoch, owner in owners.items() if owner != device_id)
    # Numbers of an epoch that belongs to nobody are in no account; a device that made up too many epochs sends such.
    known = by_epoch.keys() - others if device is None else owners.keys() - others
    return Believed([(epoch, seq) for epoch in known for seq in plausible[epoch]], others, is_lost)
