"""Peer groups and when they meet."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.slugs import unique_slug
from peer_app.extensions import Model, db


class Group(Model):
    """A group of peers that meets by a rule."""

    __tablename__ = "peer_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    #: What happens when the group meets.
    about: Mapped[str] = mapped_column(Text)
    welcome: Mapped[str] = mapped_column(Text)
    #: In words: "Every Tuesday".
    meets: Mapped[str] = mapped_column(String(200))
    #: The first meeting; its wall-clock time holds for all, through both clock changes.
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int]
    #: An RRULE value (RFC 5545 3.3.10), like "FREQ=WEEKLY;BYDAY=TU".
    rule: Mapped[str] = mapped_column(String(200))
    place_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def create(cls, **facts: object) -> "Group":
        """A new group; the caller commits."""
        now = clock.now()
        slug = unique_slug(cls, str(facts["title"]), "group")
        group = cls(slug=slug, created_at=now, changed_at=now, **facts)
        db.session.add(group)
        return group

    @classmethod
    def by_slug(cls, slug: str) -> "Group | None":
        return db.session.scalar(select(cls).where(cls.slug == slug))

    def meetings(self, start: datetime) -> Iterator[datetime]:
        """When it meets (aware UTC), from the first meeting not over at `start`."""
        zone = clock.time_zone()
        first = clock.local(self.starts_at).replace(tzinfo=None)
        after = (start - timedelta(minutes=self.minutes)).astimezone(zone).replace(tzinfo=None)
        for naive in rrulestr(self.rule, dtstart=first).xafter(after, inc=False):
            yield naive.replace(tzinfo=zone).astimezone(UTC)

    def next_meetings(self, count: int = 4) -> list[datetime]:
        return list(islice(self.meetings(clock.now()), count))

    def listing_at(self, meeting: datetime | None) -> Listing:
        """The group as something that is on, at one of its meetings."""
        return Listing(
            key=f"group:{self.id}",
            kind="group",
            title=self.title,
            path=f"/groups/{self.slug}",
            changed_at=self.changed_at,
            summary=self.about,
            starts_at=meeting,
            ends_at=meeting + timedelta(minutes=self.minutes) if meeting else None,
            place_name=self.place_name,
            address=self.address,
        )


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Every meeting of every group not over at `start` that begins before `end`."""
    found = []
    for group in db.session.scalars(select(Group).order_by(Group.id)):
        for meeting in group.meetings(start):
            if meeting >= end:
                break
            found.append(group.listing_at(meeting))
    return found


def find(group_id: int) -> Listing | None:
    group = db.session.get(Group, group_id)
    return group.listing_at(next(group.meetings(clock.now()), None)) if group else None
