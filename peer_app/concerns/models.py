"""Concerns about somebody's safety. They stand apart: people's pages know nothing of them."""

from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, delete, false, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.paging import Page
from peer_app.extensions import Model, db

#: Characters that fit, by field.
LIMITS = {"words": 5000, "about": 500}
#: How long a concern is kept after somebody has seen to it; one that nobody has seen to stays.
KEPT = timedelta(days=365)
#: Open ones on a page; far more than there ever are, unless somebody makes them up.
MOST_OPEN = 200

#: Who raised it: everyone who was on the van, or whoever wrote it at a desk.
RAISED_BY = Table(
    "concern_raised_by",
    Model.metadata,
    Column("concern_id", Integer, ForeignKey("concern.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), primary_key=True),
)


class Concern(Model):
    """What worries somebody about somebody else."""

    __tablename__ = "concern"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The sealed record it came in; None for one typed in by somebody signed in.
    record_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    words: Mapped[str] = mapped_column(Text)
    #: Whom it is about, and where.
    about: Mapped[str] = mapped_column(Text)
    #: The van stop's key ("van-stop:12"), or empty.
    raised_at: Mapped[str] = mapped_column(String(40))
    #: When it was saved, by the clock of the device.
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    #: When a lead said that they have seen to it, and who; None as long as it is open.
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: What was done, in the lead's words.
    outcome: Mapped[str] = mapped_column(Text, default="")
    #: Quarantined: it came from a tablet after that was lost. Safeguarding leads see it apart from the others.
    set_aside: Mapped[bool] = mapped_column(server_default=false())
    raised_by: Mapped[list[Account]] = relationship(
        secondary=RAISED_BY, order_by=Account.name, lazy="selectin", passive_deletes=True
    )
    seen_by: Mapped[Account | None] = relationship(lazy="selectin")

    @classmethod
    def write(cls, words: str, about: str, *, by: Account) -> "Concern":
        """One typed in by somebody signed in; the caller commits."""
        now = clock.now()
        made = cls(words=words, about=about, raised_at="", made_at=now, received_at=now, raised_by=[by])
        db.session.add(made)
        db.session.flush()
        return made

    @classmethod
    def open_ones(cls, before: int | None = None) -> "Page[Concern]":
        """Those that nobody has seen to, newest first; the page after the one with the id `before`."""
        return Page.newest(
            select(cls).where(cls.seen_at.is_(None), ~cls.set_aside), cls.id, before=before, size=MOST_OPEN
        )

    @classmethod
    def how_many_open(cls) -> int:
        """How many nobody has seen to."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.seen_at.is_(None), ~cls.set_aside)) or 0

    @classmethod
    def seen_ones(cls, before: int | None = None) -> "Page[Concern]":
        """Those that somebody has seen to, newest first; the page after the one with the id `before`."""
        return Page.newest(select(cls).where(cls.seen_at.is_not(None), ~cls.set_aside), cls.id, before=before)

    @classmethod
    def locked(cls, concern_id: int) -> "Concern | None":
        """One of them, locked for the lead who has seen to it."""
        return db.session.scalar(select(cls).where(cls.id == concern_id).with_for_update())

    def see_to(self, *, by_id: int, outcome: str) -> bool:
        """Note that a lead has seen to it; False, and nothing changed, when somebody had. The caller commits."""
        if self.seen_at is not None:
            return False
        self.seen_at, self.seen_by_id, self.outcome = clock.now(), by_id, outcome
        return True

    @classmethod
    def delete_old(cls) -> None:
        """Delete those that were seen to long ago; the caller commits."""
        old = delete(cls).where(cls.seen_at < clock.now() - KEPT)
        db.session.execute(old.execution_options(synchronize_session=False))
