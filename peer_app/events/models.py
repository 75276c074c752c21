"""Open events and what one can do with them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.published import Published
from peer_app.core.signals import listing_changed
from peer_app.extensions import db


class Event(Published):
    """An open event at one time and place."""

    __tablename__ = "event"
    kind, folder = "event", "events"

    #: What will happen when you walk in.
    expect: Mapped[str] = mapped_column(Text)
    #: Who is welcome, in a sentence.
    welcome: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: How often it changed after it was announced (SEQUENCE, RFC 5545 3.8.7.4).
    sequence: Mapped[int] = mapped_column(default=0)
    #: Since then it is known not to happen; its page stays and says so.
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def change(self, **facts: object) -> None:
        """Set new facts; the caller commits. The address stays, because it may be printed."""
        before = self.listing
        for name, value in facts.items():
            setattr(self, name, value)
        self._note_change()
        if _is_moved(before, self.listing) and self.cancelled_at is None:
            self._announce(before)

    def cancel(self) -> None:
        """It does not take place; the caller commits. Its page stays and says so."""
        if self.cancelled_at is None:
            before = self.listing
            self.cancelled_at = clock.now()
            self._note_change()
            self._announce(before)

    def _note_change(self) -> None:
        self.changed_at = clock.now()
        self.sequence += 1

    def _announce(self, before: Listing) -> None:
        """Let others react, unless it was over already and still is."""
        if max(before.starts_at or self.starts_at, self.starts_at) > clock.now():
            listing_changed.send(self, listing=self.listing, starts_at=before.starts_at)

    @property
    def is_over(self) -> bool:
        return self.ends_at < clock.now()

    @property
    def listing(self) -> Listing:
        listing = self.listing_at(self.starts_at, self.ends_at, self.expect, self.welcome)
        return replace(listing, cancelled=self.cancelled_at is not None, sequence=self.sequence or 0)


def _is_moved(before: Listing, after: Listing) -> bool:
    """Whether somebody who knew when and where it is would now stand at a closed door."""
    return any(getattr(before, name) != getattr(after, name) for name in ("starts_at", "place_name", "address"))


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Events not over at `start` that begin before `end`."""
    rows = select(Event).where(Event.ends_at >= start, Event.starts_at < end).order_by(Event.starts_at)
    return [event.listing for event in db.session.scalars(rows)]


def find(event_id: int) -> Listing | None:
    event = db.session.get(Event, event_id)
    return event.listing if event else None
