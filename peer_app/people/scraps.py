"""“Scrap that one”: somebody changed their mind right after it was saved.

A record of kind "scrap" holds, as JSON: {"v": 1, "record": the id of the earlier record}

Records come in any order, so it is kept which ones were scrapped, and a person is only ever one that was not.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.batches import among, texts
from peer_app.core.database import UTCDateTime, take_turns, upsert
from peer_app.extensions import Model, db
from peer_app.people.models import Person
from peer_app.sync import Envelope, NeedsALook
from peer_app.sync.models import HeldRecord
from peer_app.sync.reasons import NOT_UNDERSTOOD
from peer_app.sync.wire import is_record_id

VERSION = 1
#: Only records of this kind can be scrapped.
PERSON = "person"


class ScrappedRecord(Model):
    """A record that is not to be kept as a person, whether it came already or not."""

    __tablename__ = "scrapped_record"

    record_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    scrapped_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def among(cls, record_ids: Iterable[str]) -> set[str]:
        """Those of `record_ids` that were scrapped."""
        return set(db.session.scalars(_SCRAPPED, texts(record_ids)))


_SCRAPPED = select(ScrappedRecord.record_id).where(among(ScrappedRecord.record_id))


def read(content: Any) -> str:
    """The id of the record to scrap; raises NeedsALook."""
    if not isinstance(content, dict) or set(content) != {"v", "record"}:
        raise NeedsALook(NOT_UNDERSTOOD)
    version, record_id = content["v"], content["record"]
    if type(version) is not int or version != VERSION or not is_record_id(record_id):
        raise NeedsALook(NOT_UNDERSTOOD)
    return str(record_id)


def store(pairs: Sequence[tuple[Envelope, str]]) -> None:
    """Erase who came with those records, held back or not, and let them never come again; the caller commits."""
    now, record_ids = clock.now(), sorted({record_id for _envelope, record_id in pairs})
    rows = [{"record_id": record_id, "scrapped_at": now} for record_id in record_ids]
    take_turns(PERSON)
    db.session.execute(upsert(ScrappedRecord).on_conflict_do_nothing(), rows)
    db.session.execute(delete(Person).where(Person.record_id.in_(record_ids)))
    HeldRecord.empty(record_ids, PERSON)


def not_scrapped(pairs: Sequence[tuple[Envelope, Any]]) -> list[tuple[Envelope, Any]]:
    """Those of `pairs` to keep. Until the caller commits, nothing is scrapped by others."""
    take_turns(PERSON)
    scrapped = ScrappedRecord.among(envelope.id for envelope, _content in pairs)
    if scrapped:
        HeldRecord.empty(scrapped, PERSON)
    return [pair for pair in pairs if pair[0].id not in scrapped]


def on_records_held(_sender: Any, *, record_ids: list[str]) -> None:
    """Records were kept aside: nobody needs to look at one that was scrapped."""
    scrapped = ScrappedRecord.among(record_ids)
    if scrapped:
        HeldRecord.empty(scrapped, PERSON)
