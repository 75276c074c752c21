"""“Scrap that one”: somebody changed their mind right after it was saved.

A scrap is valid only for the record saved right before it on the same device: the same epoch, the number before its
own. A tablet holds the ids of the records it sent; so whoever finds one can delete nobody but the last person.

Records arrive in any order. So the ids of scrapped records are kept, and a scrapped record that arrives later never
becomes a person.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import String, delete, false, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.batches import among, texts
from peer_app.core.database import UTCDateTime, take_turns, upsert
from peer_app.extensions import Model, db
from peer_app.people.models import Person
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.models import HeldRecord, Record
from peer_app.sync.reasons import NOT_THE_LAST
from peer_app.sync.shapes import RecordId, Shape
from peer_app.sync.undoing import Marked
from peer_app.sync.wire import id_apart

#: Only records of this kind can be scrapped.
PERSON = "person"

#: The id of a record, and its number: epoch and seq.
Numbered = tuple[str, str, int]


class Said(Shape, frozen=True):
    """What a record of kind "scrap" holds: the id of the earlier one."""

    v: Literal[1]
    record: RecordId


class ScrappedRecord(Model):
    """A record that is not to be kept as a person, whether it came already or not: its id and its number."""

    __tablename__ = "scrapped_record"

    record_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scrapped_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: The id of the scrap; None for one from before this was kept.
    scrap_id: Mapped[str | None] = mapped_column(String(64))
    #: Quarantined: the scrap came from a tablet after that was lost, and scraps nothing.
    set_aside: Mapped[bool] = mapped_column(server_default=false())

    @classmethod
    def among(cls, record_ids: Iterable[str]) -> set[Numbered]:
        """Those of `record_ids` that were scrapped, each with the number it has to have."""
        rows = db.session.execute(_SCRAPPED, texts(record_ids))
        return {(record_id, epoch, seq) for record_id, epoch, seq in rows}


_SCRAPPED = select(ScrappedRecord.record_id, ScrappedRecord.epoch, ScrappedRecord.seq).where(
    among(ScrappedRecord.record_id), ~ScrappedRecord.set_aside
)


def check(said: Said) -> str:
    """The id of the record to scrap."""
    return said.record


def store(pairs: Sequence[tuple[Envelope, str]]) -> None:
    """Erase who came with those records, held back or not, and let them never come again; the caller commits.

    Raises NeedsALook where a record that came is not the one right before its scrap.
    """
    take_turns(PERSON)
    named = {record_id for _envelope, record_id in pairs}
    apart = {id_apart(record_id, envelope.epoch) for envelope, record_id in pairs}
    came, gone = Record.numbers_of(named | apart), ScrappedRecord.among(named | apart)
    asked = {envelope.id: _right_before(envelope, record_id, came, gone) for envelope, record_id in pairs}
    now = clock.now()
    rows = [
        {"record_id": record_id, "epoch": epoch, "seq": seq, "scrapped_at": now, "scrap_id": scrap_id}
        for scrap_id, (record_id, epoch, seq) in sorted(asked.items(), key=itemgetter(1, 0))
    ]
    db.session.execute(upsert(ScrappedRecord).on_conflict_do_nothing(), rows)
    _erase(list(asked.values()))


def _erase(scrapped: Collection[Numbered]) -> None:
    record_ids = {record_id for record_id, _epoch, _seq in scrapped}
    db.session.execute(delete(Person).where(Person.record_id.in_(record_ids)))
    HeldRecord.empty(scrapped, PERSON)


def _right_before(
    envelope: Envelope, record_id: str, came: dict[str, tuple[str, int]], gone: set[Numbered]
) -> Numbered:
    apart = id_apart(record_id, envelope.epoch)
    record_id = apart if apart in came else record_id
    asked = record_id, envelope.epoch, envelope.seq - 1
    there = (record_id, *came.get(record_id, asked[1:]))
    if there in gone:
        return there
    # A number that another record has was claimed later, to reach back behind that one.
    if there != asked or Record.has_another(envelope.epoch, envelope.seq, envelope.id):
        raise NeedsALook(NOT_THE_LAST)
    return asked


def not_scrapped(pairs: Sequence[tuple[Envelope, Any]]) -> list[tuple[Envelope, Any]]:
    """Those of `pairs` to keep. Until the caller commits, nothing is scrapped by others."""
    take_turns(PERSON)
    scrapped = ScrappedRecord.among(envelope.id for envelope, _content in pairs)
    if scrapped:
        HeldRecord.empty(scrapped, PERSON)
    return [pair for pair in pairs if _numbered(pair[0]) not in scrapped]


def _numbered(envelope: Envelope) -> Numbered:
    return envelope.id, envelope.epoch, envelope.seq


def on_records_held(_sender: Any, *, record_ids: list[str], **_facts: Any) -> None:
    """Records were kept aside: nobody needs to look at one that was scrapped."""
    scrapped = ScrappedRecord.among(record_ids)
    if scrapped:
        HeldRecord.empty(scrapped, PERSON)


class _Undo(Marked):
    """Setting scraps aside. Who was scrapped after they had come is erased, and stays so."""

    def restore(self, record_ids: Collection[str]) -> None:
        """Let them scrap again what they name."""
        super().restore(record_ids)
        rows = db.session.execute(
            select(ScrappedRecord.record_id, ScrappedRecord.epoch, ScrappedRecord.seq).where(
                ScrappedRecord.scrap_id.in_(list(record_ids))
            )
        )
        _erase([(record_id, epoch, seq) for record_id, epoch, seq in rows])


UNDO = _Undo(ScrappedRecord, lambda row: row.record_id, column="scrap_id")
