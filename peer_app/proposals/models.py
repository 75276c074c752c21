"""What somebody proposed, until a coordinator has decided."""

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from sqlalchemy import Date, String, Text, Time, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.inboxes import Submission
from peer_app.core.paging import Page
from peer_app.extensions import Model, db

#: What nobody has decided on by then is erased.
KEPT = timedelta(days=60)
#: Characters that fit, by field.
LIMITS = {"title": 120, "about": 5000, "place_name": 200, "address": 500, "words": 2000, "contact": 300}


class Proposal(Submission, Model):
    """Something that is on, or could be, in a neighbour's words."""

    ODD_ABOVE = 10

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    #: The day and the hours, as the clock on the wall shows them, as far as somebody said.
    day: Mapped[date | None] = mapped_column(Date)
    starts: Mapped[time | None] = mapped_column(Time)
    ends: Mapped[time | None] = mapped_column(Time)
    place_name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    #: How to reach whoever proposed it; mostly empty.
    contact: Mapped[str] = mapped_column(Text)
    #: Whatever else they said.
    words: Mapped[str] = mapped_column(Text)
    #: The language of the page they proposed it on.
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    @classmethod
    def make(cls, source_id: int | None = None, **facts: Any) -> None:
        """A new one; the caller commits. The same again, from a button pressed twice, changes nothing."""
        if db.session.scalar(select(cls.id).filter_by(**facts).limit(1)) is None:
            db.session.add(cls(made_at=clock.now(), source_id=source_id, **facts))

    @classmethod
    def waiting(cls, before: int | None = None) -> "Page[Proposal]":
        """Those that wait for somebody to decide, newest first; the page after the one with the id `before`."""
        return Page.newest(select(cls).where(cls.is_believed()), cls.id, before=before)

    @classmethod
    def how_many(cls) -> int:
        """How many wait."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.is_believed())) or 0

    @classmethod
    def locked(cls, proposal_id: int) -> Self | None:
        """One of them, locked for the coordinator who decides."""
        return db.session.scalar(select(cls).where(cls.id == proposal_id).with_for_update())

    @property
    def gist(self) -> str:
        return f"{self.title}: {self.about}"

    def settle(self) -> None:
        """Somebody has decided, either way: nothing of it stays here. The caller commits."""
        db.session.delete(self)

    @classmethod
    def erase_old(cls) -> None:
        """Erase those that waited too long; the caller commits."""
        old = delete(cls).where(cls.made_at < clock.now() - KEPT)
        db.session.execute(old.execution_options(synchronize_session=False))
