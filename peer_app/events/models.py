"""Open events and what one can do with them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core.dated import Dated
from peer_app.core.listings import Listing
from peer_app.extensions import db


class Event(Dated):
    """An open event at one time and place."""

    __tablename__ = "event"
    kind, folder = "event", "events"
    texts = ("title", "expect", "welcome", "cost", "access_notes")
    summary_text = "expect"

    #: What will happen when you walk in.
    expect: Mapped[str] = mapped_column(Text)
    #: Who is welcome, in a sentence.
    welcome: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def summary(self) -> str:
        return self.expect


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Events not over at `start` that begin before `end`."""
    rows = select(Event).where(Event.ends_at >= start, Event.starts_at < end).order_by(Event.starts_at)
    return [event.listing for event in db.session.scalars(rows)]


def find(event_id: int) -> Listing | None:
    """The event with that id, past or not."""
    event = db.session.get(Event, event_id)
    return event.listing if event else None
