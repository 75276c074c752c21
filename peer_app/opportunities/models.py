"""Roles that anyone may take up: as a volunteer, as paid work, to learn something."""

from dataclasses import replace
from datetime import datetime
from typing import Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, String, Text, select, true
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.published import Published
from peer_app.extensions import db

VOLUNTEER, PAID, TRAINING = "volunteer", "paid", "training"
#: Whoever looks for a job types "job", whatever the role is called.
_SEARCHED_AS = {
    VOLUNTEER: _l("volunteer, volunteers, volunteering"),
    PAID: _l("job, jobs, paid work, working"),
    TRAINING: _l("training, course, courses, learning"),
}


class Opportunity(Published):
    """A volunteer role, paid work, or training."""

    __tablename__ = "opportunity"
    kind, folder = "opportunity", "volunteering"
    texts = ("title", "what_you_do", "when", "what_you_get", "support", "how_to_start", "access_notes")
    summary_text = "when"

    #: VOLUNTEER, PAID or TRAINING.
    role: Mapped[str] = mapped_column(String(20), default=VOLUNTEER, server_default=VOLUNTEER)
    what_you_do: Mapped[str] = mapped_column(Text)
    #: In words: "Two hours on a Saturday".
    when: Mapped[str] = mapped_column(String(200))
    what_you_get: Mapped[str] = mapped_column(Text)
    #: Who is beside you, and what helps; may be empty.
    support: Mapped[str] = mapped_column(Text, default="", server_default="")
    no_experience: Mapped[bool] = mapped_column(default=True, server_default=true())
    how_to_start: Mapped[str] = mapped_column(Text)
    #: Since then somebody has taken it up; its page stays and says so.
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def on_offer(cls) -> "Select[Self]":
        return super().on_offer().where(cls.taken_at.is_(None))

    @classmethod
    def taken(cls) -> "list[Opportunity]":
        """Those that were taken up, latest first."""
        return list(db.session.scalars(select(cls).where(cls.taken_at.is_not(None)).order_by(cls.taken_at.desc())))

    def take(self) -> None:
        """Nobody else can have it for now; the caller commits."""
        self.change(taken_at=self.taken_at or clock.now())

    def offer(self) -> None:
        """It can be had again; the caller commits."""
        self.change(taken_at=None)

    @property
    def searched_as(self) -> object:
        return _SEARCHED_AS[self.role or VOLUNTEER]

    @property
    def listing(self) -> Listing:
        return replace(self.listing_at(None, None, self.when), cancelled=self.taken_at is not None)


def upcoming(_start: datetime, _end: datetime) -> list[Listing]:
    """Every role that nobody has taken: they have no date."""
    rows = db.session.scalars(Opportunity.on_offer().order_by(Opportunity.title))
    return [opportunity.listing for opportunity in rows]


def find(opportunity_id: int) -> Listing | None:
    """The role with that id, taken or not."""
    opportunity = db.session.get(Opportunity, opportunity_id)
    return opportunity.listing if opportunity else None
