"""Noticing what never arrived: each life of a device's database counts its records from 1 on.

What the device said it had numbered, less what came, less what it says still waits, is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime, upsert
from peer_app.devices.models import SILENT_AFTER, Device
from peer_app.extensions import Model, db
from peer_app.sync.models import ArrivedSeq

#: More lives than a device has in many years: one that makes them up must not fill the table and “Tablets” with them.
MOST_LIVES = 500
#: For so long it is news that a device is silent.
_NEWS = timedelta(weeks=1)


class DeviceEpoch(Model):
    """One life of a device's database: it ends when the browser's storage is emptied.

    It belongs to whom the device is for base. A tablet that was called lost and set up as another device takes its
    life along, and what still waits on it.
    """

    __tablename__ = "device_epoch"

    #: Made on the device when its database was made.
    epoch: Mapped[str] = mapped_column(String(64), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), index=True)
    #: Since the device was last set up.
    first_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: The highest number it has given, as far as is known.
    seq: Mapped[int]
    #: How many it said it still had to send.
    waiting: Mapped[int]

    @classmethod
    def note(cls, device: Device, epoch: str, seq: int, waiting: int | None = None) -> None:
        """Note how far a device has counted; `waiting` None leaves that as it was. The caller commits."""
        if cls._how_many_others(device.id, epoch) >= MOST_LIVES:
            return
        now = clock.now()
        new = upsert(cls).values(epoch=epoch, device_id=device.id, first_seen_at=now, seq=seq, waiting=waiting or 0)
        changes: dict[str, Any] = {
            "device_id": device.id,
            "first_seen_at": db.case((cls.first_seen_at < device.enrolled_at, now), else_=cls.first_seen_at),
            "seq": db.case((cls.seq > seq, cls.seq), else_=seq),
        }
        if waiting is not None:
            changes["waiting"] = waiting
        # No device speaks for another one's records, unless that one has not been heard of since this was set up.
        heard = db.func.coalesce(Device.last_seen_at, Device.enrolled_at)
        gone = select(Device.id).where(Device.token_digest.is_(None) | (heard < device.enrolled_at))
        own = (cls.device_id == device.id) | cls.device_id.in_(gone)
        db.session.execute(new.on_conflict_do_update(index_elements=["epoch"], set_=changes, where=own))

    @classmethod
    def _how_many_others(cls, device_id: int, epoch: str) -> int:
        others = cls.device_id == device_id, cls.epoch != epoch
        return db.session.scalar(select(func.count()).where(*others)) or 0


@dataclass(frozen=True)
class Account:
    """What is known of a device's records.

    waiting: how many it said it still had; missing: how many it numbered that neither came nor wait there;
    emptied_at: when its storage turned out to be new although it had not been set up again;
    is_noted: whether a coordinator knows of all that is lost.
    """

    waiting: int = 0
    missing: int = 0
    emptied_at: datetime | None = None
    is_noted: bool = True


def accounts_of(devices: Sequence[Device]) -> dict[int, Account]:
    """The account of each device by its id."""
    lives: dict[int, list[DeviceEpoch]] = {device.id: [] for device in devices}
    rows = select(DeviceEpoch).where(DeviceEpoch.device_id.in_(lives)).order_by(DeviceEpoch.first_seen_at)
    for life in db.session.scalars(rows):
        lives[life.device_id].append(life)
    came = ArrivedSeq.how_many(life.epoch for found in lives.values() for life in found)
    return {device.id: _account(device, lives[device.id], came) for device in devices}


def with_losses() -> list[str]:
    """The names of devices that lost something no coordinator has noted yet."""
    devices = Device.everyone()
    accounts = accounts_of(devices)
    return [device.name for device in devices if not accounts[device.id].is_noted]


def silent_with_records() -> list[tuple[Device, datetime]]:
    """Devices that fell silent in the last week with records waiting, and when each was last heard of."""
    now = clock.now()
    heard = db.func.coalesce(Device.last_seen_at, Device.enrolled_at)
    silent = heard < now - SILENT_AFTER, heard > now - SILENT_AFTER - _NEWS, Device.token_digest.is_not(None)
    devices = list(db.session.scalars(select(Device).where(*silent).order_by(Device.id)))
    accounts = accounts_of(devices)
    found = ((device, device.last_seen_at or device.enrolled_at) for device in devices if accounts[device.id].waiting)
    return [(device, moment) for device, moment in found if moment is not None]


def _account(device: Device, lives: list[DeviceEpoch], came: dict[str, tuple[int, int]]) -> Account:
    if not lives:
        return Account()
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
    return Account(lives[-1].waiting if device.token_digest else 0, missing, emptied_at, is_noted)


def on_records_arrived(_sender: Any, *, device_id: int | None, numbers: list[tuple[str, int]]) -> None:
    """A device sends records: note whose epoch that is, even where it never reports."""
    device = db.session.get(Device, device_id) if device_id is not None else None
    if device is None:
        return
    highest: dict[str, int] = {}
    for epoch, seq in numbers:
        highest[epoch] = max(seq, highest.get(epoch, 0))
    for epoch, seq in sorted(highest.items()):
        DeviceEpoch.note(device, epoch, seq)
