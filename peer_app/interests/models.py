"""Who is interested in a role, and how to reach them: kept only for that, and not for long."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.inboxes import Submission
from peer_app.core.paging import Page
from peer_app.extensions import Model, db

#: Erased after that at the latest, and that soon after a coordinator has answered.
KEPT, KEPT_ANSWERED = timedelta(days=60), timedelta(days=7)
#: Characters that fit, by field.
LIMITS = {"contact": 300, "name": 100, "words": 2000}


class Interest(Submission, Model):
    """Somebody would like to hear more about a role."""

    ODD_ABOVE = 20

    __tablename__ = "interest"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: As "opportunity:3"; the listing may be gone.
    listing_key: Mapped[str] = mapped_column(String(40), index=True)
    #: How to reach them, in their own words.
    contact: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    #: The language of the page they asked on.
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: When a coordinator said that they have answered, and who.
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    erase_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    @classmethod
    def say(
        cls, listing_key: str, *, language: str, contact: str, name: str, words: str, source_id: int | None = None
    ) -> None:
        """Note it; the caller commits. The same again, from a button pressed twice, changes nothing."""
        same = select(cls.id).where(
            cls.listing_key == listing_key, cls.contact == contact, cls.name == name, cls.words == words
        )
        if db.session.scalar(same.where(cls.answered_at.is_(None)).limit(1)) is not None:
            return
        now = clock.now()
        texts = {"contact": contact, "name": name, "words": words, "language": language}
        db.session.add(cls(listing_key=listing_key, made_at=now, erase_at=now + KEPT, source_id=source_id, **texts))

    @classmethod
    def waiting(cls, before: int | None = None) -> "Page[Interest]":
        """Those that wait for an answer, newest first; the page after the one with the id `before`."""
        return Page.newest(select(cls).where(cls.answered_at.is_(None), cls.is_believed()), cls.id, before=before)

    @classmethod
    def answered(cls, before: int | None = None) -> "Page[Interest]":
        """Those that were answered, newest first; the page after the one with the id `before`."""
        return Page.newest(select(cls).where(cls.answered_at.is_not(None)), cls.id, before=before)

    @classmethod
    def how_many_wait(cls) -> int:
        """How many nobody has answered."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.answered_at.is_(None), cls.is_believed())) or 0

    @property
    def gist(self) -> str:
        return " · ".join(filter(None, (self.name, self.contact, self.words)))

    def answer(self, *, by_id: int) -> None:
        """A coordinator has been in touch: it is erased soon. The caller commits."""
        if self.answered_at is None:
            self.answered_at, self.answered_by_id = clock.now(), by_id
            self.erase_at = min(self.erase_at, self.answered_at + KEPT_ANSWERED)

    @classmethod
    def erase_old(cls) -> None:
        """Erase those whose time is over; the caller commits."""
        old = delete(cls).where(cls.erase_at < clock.now())
        db.session.execute(old.execution_options(synchronize_session=False))
