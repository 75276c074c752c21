"""What people suggest: kept for the coordinators, and not for long."""

from datetime import datetime, timedelta

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.inboxes import Submission
from peer_app.core.paging import Page
from peer_app.extensions import Model, db

KEPT = timedelta(days=60)
#: Characters that fit, by field.
LIMITS = {"page": 200, "words": 500, "better": 1000}


class Suggestion(Submission, Model):
    """Better words for a draft. It does not say whose they are."""

    ODD_ABOVE = 20

    __tablename__ = "suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The code of the language.
    language: Mapped[str] = mapped_column(String(10))
    #: The address of the page they stand on; may be empty.
    page: Mapped[str] = mapped_column(Text)
    #: The words as they are; may be empty.
    words: Mapped[str] = mapped_column(Text)
    better: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    @classmethod
    def make(cls, language: str, texts: dict[str, str], source_id: int | None = None) -> None:
        """Keep it; the caller commits. The same again, from a button pressed twice, changes nothing."""
        same = select(cls.id).filter_by(language=language, **texts).limit(1)
        if db.session.scalar(same) is None:
            db.session.add(cls(language=language, made_at=clock.now(), source_id=source_id, **texts))

    @classmethod
    def newest(cls, before: int | None = None) -> "Page[Suggestion]":
        """All of them, newest first; the page after the one with the id `before`."""
        return Page.newest(select(cls).where(cls.is_believed()), cls.id, before=before)

    @property
    def gist(self) -> str:
        return self.better

    @classmethod
    def erase_old(cls) -> None:
        """Erase those whose time is over; the caller commits."""
        old = delete(cls).where(cls.made_at < clock.now() - KEPT)
        db.session.execute(old.execution_options(synchronize_session=False))
