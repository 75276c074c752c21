"""Stops of the roadshow van."""

from datetime import datetime, timedelta

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.slugs import unique_slug
from peer_app.extensions import Model, db


class VanStop(Model):
    """The van at one place for some hours."""

    __tablename__ = "van_stop"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def create(cls, **facts: object) -> "VanStop":
        """A new stop; the caller commits."""
        now = clock.now()
        slug = unique_slug(cls, str(facts["title"]), "van-stop")
        stop = cls(slug=slug, created_at=now, changed_at=now, **facts)
        db.session.add(stop)
        return stop

    @classmethod
    def by_slug(cls, slug: str) -> "VanStop | None":
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @property
    def is_over(self) -> bool:
        return self.ends_at < clock.now()

    @property
    def listing(self) -> Listing:
        return Listing(
            key=f"van-stop:{self.id}",
            kind="van-stop",
            title=self.title,
            path=f"/van-stops/{self.slug}",
            changed_at=self.changed_at,
            summary=self.about,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            place_name=self.place_name,
            address=self.address,
        )


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Stops not over at `start` that begin before `end`."""
    rows = db.session.scalars(
        select(VanStop).where(VanStop.ends_at >= start, VanStop.starts_at < end).order_by(VanStop.starts_at)
    )
    return [stop.listing for stop in rows]


def coming_weeks(weeks: int = 2) -> list[Listing]:
    """The stops to put on a fridge."""
    return upcoming(clock.now(), clock.now() + timedelta(weeks=weeks))


def find(stop_id: int) -> Listing | None:
    stop = db.session.get(VanStop, stop_id)
    return stop.listing if stop else None
