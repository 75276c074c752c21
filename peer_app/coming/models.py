"""Who said “I'd like to come”, until a week after; from then on only how many."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, String, Text, delete, func, select, true, update
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, codes, listings
from peer_app.core.database import UTCDateTime, upsert
from peer_app.core.inboxes import Submission
from peer_app.core.listings import Listing
from peer_app.core.paging import Page
from peer_app.extensions import Model, db

#: After the end of what they came to, their words are erased; the count stays.
KEPT = timedelta(days=7)
#: Letters and numbers of the secret that takes it back. Guessing among ten thousand takes a billion tries.
SECRET_LENGTH = 10
MOST_PEOPLE = 20
#: Characters that fit, by field.
LIMITS = {"name": 100, "would_help": 1000}


class Coming(Submission, Model):
    """Somebody would like to come, alone or with others. They left no way to reach them."""

    #: People; a class that comes together is fewer.
    ODD_ABOVE = 60

    __tablename__ = "coming"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: As "event:12"; the listing may be gone.
    listing_key: Mapped[str] = mapped_column(String(40), index=True)
    #: Which of its times: see `occasion_of`.
    occasion: Mapped[str] = mapped_column(String(32))
    #: When that ends, as far as is known.
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    name: Mapped[str] = mapped_column(Text)
    how_many: Mapped[int]
    #: Anything that would help, in their own words.
    would_help: Mapped[str] = mapped_column(Text)
    #: The language of the page they said it on.
    language: Mapped[str] = mapped_column(String(8))
    #: Keyed hash of the secret in the link that takes it back; the secret itself is kept nowhere.
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def say(
        cls,
        listing: Listing,
        *,
        secret: str,
        language: str,
        name: str,
        how_many: int,
        would_help: str,
        source_id: int | None = None,
    ) -> Self:
        """Note it; the caller commits. Said again with the same secret it is changed, not doubled."""
        digest = codes.keyed_digest(secret)
        said = db.session.scalar(select(cls).where(cls.secret_digest == digest).with_for_update())
        if said is None:
            said = cls(secret_digest=digest, made_at=clock.now(), source_id=source_id)
            db.session.add(said)
        if listing.ends_at is None:
            raise ValueError(f"{listing.key} has no date.")
        said.listing_key, said.occasion, said.ends_at = listing.key, occasion_of(listing), listing.ends_at
        said.name, said.how_many, said.would_help, said.language = name, how_many, would_help, language
        return said

    @classmethod
    def by_secret(cls, secret: str) -> Self | None:
        """What that link is about; None once it was taken back or erased."""
        return db.session.scalar(select(cls).where(cls.secret_digest == codes.keyed_digest(secret)))

    @classmethod
    def to(cls, listing_key: str, before: int | None = None) -> "Page[Coming]":
        """Who would like to come to a listing, newest first; the page after the one with the id `before`."""
        rows = select(cls).where(cls.listing_key == listing_key, cls.is_believed())
        return Page.newest(rows, cls.id, before=before)

    @classmethod
    def apart(cls, listing_key: str) -> int:
        """How many people are said to come to a listing in answers that stand apart, so that no number has them."""
        people = select(func.sum(cls.how_many)).where(cls.listing_key == listing_key, ~cls.is_believed())
        return int(db.session.scalar(people) or 0)

    @classmethod
    def weight(cls) -> ColumnElement[int]:
        return cls.__table__.c.how_many

    @property
    def gist(self) -> str:
        return " · ".join(filter(None, (self.name, str(self.how_many), self.would_help)))

    def take_back(self) -> None:
        """They will not come; nothing of it stays. The caller commits."""
        db.session.delete(self)

    @classmethod
    def known_times(cls) -> dict[tuple[str, str], datetime]:
        """{(listing's key, occasion): when that ends as far as is known} of all that somebody would like to come to."""
        rows = select(cls.listing_key, cls.occasion, cls.ends_at).distinct()
        return {(key, occasion): ends_at for key, occasion, ends_at in db.session.execute(rows)}

    @classmethod
    def move(cls, listing: Listing) -> None:
        """Note that this time of a listing ends at another moment than was known; the caller commits."""
        same = (cls.listing_key == listing.key) & (cls.occasion == occasion_of(listing))
        db.session.execute(update(cls).where(same).values(ends_at=listing.ends_at))

    @classmethod
    def forget_old(cls) -> None:
        """Erase what was said about anything a week ago and more; add it to the counts. The caller commits."""
        old, quietly = cls.ends_at < clock.now() - KEPT, {"synchronize_session": False}
        columns = cls.listing_key, cls.occasion, cls.how_many
        believed = delete(cls).where(old, cls.is_believed()).returning(*columns)
        for key, occasion, how_many in sorted(db.session.execute(believed, execution_options=quietly).all()):
            ComingTotal.add(key, occasion, how_many)
        db.session.execute(delete(cls).where(old), execution_options=quietly)


class ComingTotal(Model):
    """How many had said they would come, once their words are erased."""

    __tablename__ = "coming_total"

    listing_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    occasion: Mapped[str] = mapped_column(String(32), primary_key=True)
    people: Mapped[int]

    @classmethod
    def add(cls, listing_key: str, occasion: str, people: int) -> None:
        """Add to the count; the caller commits."""
        statement = upsert(cls).values(listing_key=listing_key, occasion=occasion, people=people)
        table = cls.__table__
        adding = statement.on_conflict_do_update(
            index_elements=[table.c.listing_key, table.c.occasion],
            set_={"people": table.c.people + statement.excluded.people},
        )
        db.session.execute(adding)


def occasion_of(listing: Listing) -> str:
    """Names a session of what happens again and again, wherever it is moved; empty for what happens once."""
    return listings.moment_in_key(listing.recurrence_id) if listing.recurrence_id else ""


def expected(wanted: Iterable[Listing]) -> dict[tuple[str, str], int]:
    """How many people would like to come, by (listing's key, occasion); those where nobody said so are left out.

    Nothing that stands apart is in it (`core/inboxes.py`).
    """
    keys = {listing.key for listing in wanted}
    found: dict[tuple[str, str], int] = {}
    counted: list[tuple[Any, Any, Any]] = [
        (Coming, Coming.how_many, Coming.is_believed()),
        (ComingTotal, ComingTotal.people, true()),
    ]
    for model, people, condition in counted:
        rows = (
            select(model.listing_key, model.occasion, func.sum(people))
            .where(model.listing_key.in_(keys), condition)
            .group_by(model.listing_key, model.occasion)
        )
        for key, occasion, count in db.session.execute(rows):
            found[key, occasion] = found.get((key, occasion), 0) + int(count)
    return found
