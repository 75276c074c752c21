"""Roles that anyone may take up."""

from datetime import datetime

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core.listings import Listing
from peer_app.core.published import Published
from peer_app.extensions import db


class Opportunity(Published):
    """A volunteer role."""

    __tablename__ = "opportunity"
    kind, folder = "opportunity", "volunteering"

    what_you_do: Mapped[str] = mapped_column(Text)
    #: In words: "Two hours on a Saturday".
    when: Mapped[str] = mapped_column(String(200))
    what_you_get: Mapped[str] = mapped_column(Text)
    how_to_start: Mapped[str] = mapped_column(Text)

    @property
    def listing(self) -> Listing:
        return self.listing_at(None, None, self.when)


def upcoming(_start: datetime, _end: datetime) -> list[Listing]:
    """Every role: they have no date."""
    rows = db.session.scalars(select(Opportunity).order_by(Opportunity.title))
    return [opportunity.listing for opportunity in rows]


def find(opportunity_id: int) -> Listing | None:
    opportunity = db.session.get(Opportunity, opportunity_id)
    return opportunity.listing if opportunity else None
