"""What events, groups, van stops and volunteering have in common: a page of their own that everyone may see."""

from datetime import datetime
from typing import Any, ClassVar, Self

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.codes import new_code, slug_of
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.published_changes import OnPublicPages
from peer_app.extensions import Model, db

#: Words that are addresses of their own beside the slugs.
_RESERVED = {"new"}


class Published(OnPublicPages, Model):
    """Something that is on, at a place, with a readable address that stays once given out."""

    __abstract__ = True

    #: As in the listing's key ("event"), and the folder of its address ("events").
    kind: ClassVar[str]
    folder: ClassVar[str]

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    place_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def create(cls, *, title: str, **facts: Any) -> Self:
        """A new one; the caller commits."""
        now = clock.now()
        made = cls(slug=cls._free_slug(title), title=title, created_at=now, changed_at=now, **facts)
        db.session.add(made)
        return made

    @classmethod
    def by_slug(cls, slug: str) -> Self | None:
        """The one of that address, whatever somebody wrote there."""
        # PostgreSQL takes no NUL, and no address has anything but letters, numbers and hyphens.
        return db.session.scalar(select(cls).where(cls.slug == slug)) if slug.isprintable() else None

    def listing_at(
        self, starts_at: datetime | None, ends_at: datetime | None, summary: str, welcome: str = ""
    ) -> Listing:
        """It as a listing; the moments are aware UTC, None for what has no date."""
        return Listing(
            key=f"{self.kind}:{self.id}",
            kind=self.kind,
            title=self.title,
            path=f"/{self.folder}/{self.slug}",
            changed_at=self.changed_at,
            summary=summary,
            starts_at=starts_at,
            ends_at=ends_at,
            place_name=self.place_name,
            address=self.address,
            welcome=welcome,
        )

    @classmethod
    def _free_slug(cls, title: str) -> str:
        # No letter may be left of a title in another script.
        wanted = slug_of(title) or cls.kind
        taken = wanted in _RESERVED or cls.by_slug(wanted) is not None
        return f"{wanted}-{new_code(4).lower()}" if taken else wanted
