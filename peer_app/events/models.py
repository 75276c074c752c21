"""Open events and what one can do with them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.slugs import unique_slug
from peer_app.extensions import Model, db


class Event(Model):
    """An open event at one time and place."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    #: What will happen when you walk in.
    expect: Mapped[str] = mapped_column(Text)
    #: Who is welcome, in a sentence.
    welcome: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: How often it changed after it was announced (SEQUENCE, RFC 5545 3.8.7.4).
    sequence: Mapped[int] = mapped_column(default=0)

    @classmethod
    def create(cls, *, by_id: int | None = None, **facts: object) -> "Event":
        """A new event; the caller commits."""
        now = clock.now()
        slug = unique_slug(cls, str(facts["title"]), "event")
        event = cls(slug=slug, created_by_id=by_id, created_at=now, changed_at=now, **facts)
        db.session.add(event)
        return event

    @classmethod
    def by_slug(cls, slug: str) -> "Event | None":
        return db.session.scalar(select(cls).where(cls.slug == slug))

    def change(self, **facts: object) -> None:
        """Set new facts. The address stays, because it may be printed."""
        for name, value in facts.items():
            setattr(self, name, value)
        self.changed_at = clock.now()
        self.sequence += 1

    @property
    def is_over(self) -> bool:
        return self.ends_at < clock.now()

    @property
    def listing(self) -> Listing:
        return Listing(
            key=f"event:{self.id}",
            kind="event",
            title=self.title,
            path=f"/events/{self.slug}",
            changed_at=self.changed_at,
            summary=self.expect,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            place_name=self.place_name,
            address=self.address,
        )


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Events not over at `start` that begin before `end`."""
    rows = db.session.scalars(
        select(Event).where(Event.ends_at >= start, Event.starts_at < end).order_by(Event.starts_at)
    )
    return [event.listing for event in rows]


def find(event_id: int) -> Listing | None:
    event = db.session.get(Event, event_id)
    return event.listing if event else None
