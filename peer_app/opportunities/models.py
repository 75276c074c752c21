"""Roles that anyone may take up."""

from datetime import datetime

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.slugs import unique_slug
from peer_app.extensions import Model, db


class Opportunity(Model):
    """A volunteer role."""

    __tablename__ = "opportunity"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    what_you_do: Mapped[str] = mapped_column(Text)
    #: In words: "Two hours on a Saturday".
    when: Mapped[str] = mapped_column(String(200))
    what_you_get: Mapped[str] = mapped_column(Text)
    how_to_start: Mapped[str] = mapped_column(Text)
    place_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def create(cls, **facts: object) -> "Opportunity":
        """A new role; the caller commits."""
        now = clock.now()
        slug = unique_slug(cls, str(facts["title"]), "volunteering")
        opportunity = cls(slug=slug, created_at=now, changed_at=now, **facts)
        db.session.add(opportunity)
        return opportunity

    @classmethod
    def by_slug(cls, slug: str) -> "Opportunity | None":
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @property
    def listing(self) -> Listing:
        return Listing(
            key=f"opportunity:{self.id}",
            kind="opportunity",
            title=self.title,
            path=f"/volunteering/{self.slug}",
            changed_at=self.changed_at,
            summary=self.when,
            place_name=self.place_name,
            address=self.address,
        )


def upcoming(_start: datetime, _end: datetime) -> list[Listing]:
    """Every role: they have no date."""
    rows = db.session.scalars(select(Opportunity).order_by(Opportunity.title))
    return [opportunity.listing for opportunity in rows]


def find(opportunity_id: int) -> Listing | None:
    opportunity = db.session.get(Opportunity, opportunity_id)
    return opportunity.listing if opportunity else None
