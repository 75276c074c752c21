"""What came from the field: records that were taken, and those that need a look."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, func, select, true, update
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.batches import among, insert_new, texts
from peer_app.core.database import UTCDateTime, upsert
from peer_app.extensions import Model, db
from peer_app.sync.wire import number_of


class Record(Model):
    """A record that was taken. What it said is with its feature; this says that it came, and when."""

    __tablename__ = "record"
    __table_args__ = (Index("ix_record_number", "epoch", "seq"), Index("ix_record_device", "device_id", "received_at"))

    #: Made on the device (UUIDv7).
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    #: SHA-256 as hex of the sealed bytes: tells the same again from another under the same id.
    digest: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(64))
    #: The life of the device's database that it came from.
    epoch: Mapped[str] = mapped_column(String(64))
    #: Counts the records of that life from 1 on.
    seq: Mapped[int]
    #: By the device's clock, which may be years off.
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Which device sent it, or who handed it in for one that could not.
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @classmethod
    def numbers_of(cls, ids: Iterable[str]) -> dict[str, tuple[str, int]]:
        """{id: (epoch, seq)} of those that were taken."""
        rows = db.session.execute(select(cls.id, cls.epoch, cls.seq).where(cls.id.in_(list(ids))))
        return {record_id: (epoch, seq) for record_id, epoch, seq in rows}

    @classmethod
    def has_another(cls, epoch: str, seq: int, record_id: str) -> bool:
        """Whether another record than that one was taken with this number."""
        same = select(cls.id).where(cls.epoch == epoch, cls.seq == seq, cls.id != record_id).limit(1)
        return db.session.scalar(same) is not None


class HeldRecord(Model):
    """A record that could not be taken, kept whole until somebody looked."""

    __tablename__ = "held_record"
    __table_args__ = (
        UniqueConstraint("record_id", "digest"),
        Index("ix_held_record_open", "settled_at", "device_id", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    #: The kind it names, where that is a word; empty otherwise.
    kind: Mapped[str] = mapped_column(String(40), default="", server_default="")
    #: The record as it came, as JSON in ASCII; what was sealed is still sealed. Empty once it is settled, and where it
    #: was taken and set aside later.
    payload: Mapped[str] = mapped_column(Text)
    #: Of the payload as it came, in bytes.
    size: Mapped[int] = mapped_column(default=0, server_default="0")
    #: One of reasons.REASONS.
    reason: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: When it could be taken after all, or was scrapped or discarded.
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Why and by whom it was discarded; None where it was not.
    discard_reason: Mapped[str | None] = mapped_column(String(200))
    discarded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", name="fk_discarded_by"))

    @classmethod
    def unsettled(cls) -> list["HeldRecord"]:
        """All that still need a look, oldest first."""
        return list(db.session.scalars(select(cls).where(cls.settled_at.is_(None)).order_by(cls.id)))

    @classmethod
    def how_many(cls, kind: str | None = None) -> int:
        """How many still need a look, of one kind or of all."""
        of_kind = cls.kind == kind if kind else true()
        return db.session.scalar(select(func.count(cls.id)).where(cls.settled_at.is_(None), of_kind)) or 0

    @classmethod
    def to_settle(cls, held_id: int) -> "HeldRecord | None":
        """One that still needs a look, locked for the one who decides about it."""
        return db.session.scalar(select(cls).where(cls.id == held_id, cls.settled_at.is_(None)).with_for_update())

    @classmethod
    def empty(cls, numbered: Collection[tuple[str, str, int]], kind: str) -> None:
        """Let go of what is in those of that kind, (id, epoch, seq) each; nobody needs to look at them any more.

        The caller commits.
        """
        ids = {record_id for record_id, _epoch, _seq in numbered}
        rows = db.session.execute(select(cls.id, cls.payload).where(cls.record_id.in_(ids), cls.payload != ""))
        chosen = [held_id for held_id, payload in rows if _is_one_of(json.loads(payload), numbered, kind)]
        db.session.execute(update(cls).where(cls.id.in_(chosen)).values(payload="", settled_at=clock.now()))


def _is_one_of(record: dict[str, Any], numbered: Collection[tuple[str, str, int]], kind: str) -> bool:
    return record.get("kind") == kind and (record["id"], *(number_of(record) or ())) in numbered


class ArrivedSeq(Model):
    """That the record with this number arrived; kept apart from it, so that erasing a person leaves no gap."""

    __tablename__ = "arrived_seq"

    epoch: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: None for one that arrived before this was kept.
    arrived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Quarantined with its record: it closes no gap.
    set_aside: Mapped[bool] = mapped_column(server_default=false())

    @classmethod
    def note(cls, numbers: Iterable[tuple[str, int]], arrived_at: datetime) -> None:
        """Note (epoch, seq) of what came, however often it comes; the caller commits."""
        numbers = sorted(set(numbers))
        rows = [{"epoch": epoch, "seq": seq, "arrived_at": arrived_at} for epoch, seq in numbers]
        if insert_new(cls, rows) < len(rows):
            cls.take_in(numbers)

    @classmethod
    def set_aside_since(cls, epochs: Collection[str], since: datetime) -> None:
        """Quarantine what arrived in these epochs from a moment on; the caller commits."""
        later = cls.epoch.in_(epochs), cls.arrived_at >= since
        db.session.execute(update(cls).where(*later).values(set_aside=True))

    @classmethod
    def take_in(cls, numbers: Iterable[tuple[str, int]]) -> None:
        """Count them as arrived although they were set aside; the caller commits."""
        by_epoch: dict[str, list[int]] = {}
        for epoch, seq in numbers:
            by_epoch.setdefault(epoch, []).append(seq)
        for epoch, seqs in sorted(by_epoch.items()):
            again = cls.epoch == epoch, cls.seq.in_(seqs), cls.set_aside
            db.session.execute(update(cls).where(*again).values(set_aside=False))

    @classmethod
    def how_many(cls, epochs: Iterable[str]) -> dict[str, tuple[int, int]]:
        """{epoch: (how many came, the highest number that came)}; epochs of which nothing came are left out."""
        rows = db.session.execute(
            select(cls.epoch, func.count(), func.max(cls.seq))
            .where(cls.epoch.in_(list(epochs)), ~cls.set_aside)
            .group_by(cls.epoch)
        )
        return {epoch: (count, highest) for epoch, count, highest in rows}


_EPOCHS = select(Record.id, Record.epoch).where(among(Record.id))
_DIGESTS = select(Record.id, Record.digest).where(among(Record.id))
_UNSETTLED = select(HeldRecord).where(among(HeldRecord.record_id), HeldRecord.settled_at.is_(None))


def take(rows: list[dict[str, Any]]) -> set[str]:
    """Insert records that are not there yet; the ids of those inserted."""
    # In one order everywhere, so that two requests with the same records never wait for each other.
    new = sorted(rows, key=lambda row: str(row["id"]))
    while not _all_new(new):
        known = digests_of(row["id"] for row in new)
        new = [row for row in new if row["id"] not in known]
    return {row["id"] for row in new}


def _all_new(rows: list[dict[str, Any]]) -> bool:
    """Insert records of which none is there yet; otherwise change nothing."""
    with db.session.begin_nested() as attempt:
        if insert_new(Record, rows) == len(rows):
            return True
        attempt.rollback()
    return False


def digests_of(ids: Iterable[str]) -> dict[str, str]:
    """The digest that each id was first taken with; ids never taken are left out."""
    wanted = list(ids)
    return dict(db.session.execute(_DIGESTS, texts(wanted)).all()) if wanted else {}


def epochs_of(ids: Iterable[str]) -> dict[str, str]:
    """The epoch that each id was first used in; ids never taken are left out."""
    wanted = list(ids)
    return dict(db.session.execute(_EPOCHS, texts(wanted)).all()) if wanted else {}


def hold(rows: list[dict[str, Any]]) -> None:
    """Keep records aside, each once however often it comes."""
    if rows:
        ordered = sorted(rows, key=lambda row: (row["record_id"], row["digest"]))
        db.session.execute(upsert(HeldRecord).on_conflict_do_nothing(), ordered)


def settle(digests: dict[str, str]) -> None:
    """Mark what was kept aside and has been taken by now; a second copy of it would outlive an erasure."""
    for held in db.session.scalars(_UNSETTLED, texts(digests)):
        if digests[held.record_id] == held.digest:
            held.settled_at, held.payload = clock.now(), ""
