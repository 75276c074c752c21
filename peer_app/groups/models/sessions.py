"""Sessions of a group that are not as its rule says."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peer_app.core.database import UTCDateTime
from peer_app.core.published_changes import OnPublicPages
from peer_app.extensions import Model


class GroupSession(OnPublicPages, Model):
    """One session that was moved, cancelled, or has another place; what is None is as the group says.

    A row stays when everything is as the group says again: its sequence may not begin anew.
    """

    __tablename__ = "group_session"

    group_id: Mapped[int] = mapped_column(ForeignKey("peer_group.id", ondelete="CASCADE"), primary_key=True)
    #: When it was to begin by the rule (RECURRENCE-ID, RFC 5545 3.8.4.4); this names it, wherever it moves.
    original_at: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minutes: Mapped[int | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    place_name: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(Text)
    #: Since then it is known not to happen.
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: How often it changed after it was announced (SEQUENCE, RFC 5545 3.8.7.4).
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Its `places.Place`, or None.
    place: Mapped[Any] = relationship("Place", lazy="joined")
    #: The group's are about its usual place.
    access_notes = ""

    @property
    def is_step_free(self) -> bool | None:
        """Whether one gets in without a step where this session is, if it is elsewhere; None where nobody said."""
        return bool(self.place.step_free) if self.place and self.place.step_free is not None else None

    @property
    def is_as_the_group_says(self) -> bool:
        """Whether nothing is left of what was changed."""
        return self.starts_at is None and self.place_name is None and self.cancelled_at is None

    def be_as_the_group_says(self) -> None:
        """Take back whatever was changed."""
        self.starts_at = self.minutes = self.place_id = self.place_name = self.address = self.cancelled_at = None
