"""How many copies of a batch were handed out, as peer supporters say."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.extensions import Model, db
from peer_app.leaflets.models.leaflets import Batch

#: Copies at a time: a printer's whole run.
MOST_COPIES = 100_000


class HandedOut(Model):
    """So many copies of one batch, on one day; there may be several a day, and they add up."""

    __tablename__ = "handed_out"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    day: Mapped[date]
    count: Mapped[int]
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @classmethod
    def note(cls, batch: Batch, count: int, *, day: date, by_id: int | None) -> "HandedOut":
        """Somebody handed out `count` more copies that day; the caller commits."""
        noted = cls(batch_id=batch.id, day=day, count=count, entered_at=clock.now(), entered_by_id=by_id)
        db.session.add(noted)
        return noted

    @classmethod
    def of(cls, batch: Batch) -> "list[HandedOut]":
        """What was entered for a batch, the latest first."""
        rows = select(cls).where(cls.batch_id == batch.id).order_by(cls.day.desc(), cls.id.desc())
        return list(db.session.scalars(rows))


def handed_out_by_day(batch_ids: Collection[int]) -> dict[tuple[int, date], int]:
    """How many copies of each batch were handed out on each day, added up; other days are left out."""
    totals: dict[tuple[int, date], int] = {}
    for row in db.session.scalars(select(HandedOut).where(HandedOut.batch_id.in_(batch_ids))):
        totals[row.batch_id, row.day] = totals.get((row.batch_id, row.day), 0) + row.count
    return totals
