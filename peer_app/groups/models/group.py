"""Peer groups and when they meet."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr
from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.published import Published
from peer_app.extensions import db
from peer_app.groups.models.hosts import GroupHost


class Group(Published):
    """A group of peers that meets by a rule."""

    __tablename__ = "peer_group"
    kind, folder = "group", "groups"

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
    #: How often it changed after it was announced (SEQUENCE, RFC 5545 3.8.7.4).
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")

    def meetings(self, start: datetime) -> Iterator[datetime]:
        """When it meets (aware UTC), from the first meeting not over at `start`."""
        zone = clock.time_zone()
        first = clock.local(self.starts_at).replace(tzinfo=None)
        after = (start - timedelta(minutes=self.minutes)).astimezone(zone).replace(tzinfo=None)
        for naive in rrulestr(self.rule, dtstart=first).xafter(after, inc=False):
            yield naive.replace(tzinfo=zone).astimezone(UTC)

    def next_meetings(self, count: int = 4) -> list[datetime]:
        return list(islice(self.meetings(clock.now()), count))

    @classmethod
    def everything(cls) -> "list[Group]":
        """All groups, by name."""
        return list(db.session.scalars(select(cls).order_by(cls.title, cls.id)))

    @classmethod
    def hosted_by(cls, account_id: int) -> "list[Group]":
        """The groups that account hosts, by name."""
        hosted = select(cls).join(GroupHost, GroupHost.group_id == cls.id).where(GroupHost.account_id == account_id)
        return list(db.session.scalars(hosted.order_by(cls.title)))

    @property
    def host_ids(self) -> frozenset[int]:
        """The accounts that host it."""
        return frozenset(db.session.scalars(select(GroupHost.account_id).where(GroupHost.group_id == self.id)))

    def be_hosted_by(self, account_ids: Iterable[int]) -> None:
        """Have exactly these hosts from now on; the caller commits."""
        db.session.execute(delete(GroupHost).where(GroupHost.group_id == self.id))
        db.session.add_all(GroupHost(group_id=self.id, account_id=account_id) for account_id in set(account_ids))

    def meeting_at(self, starts_at: datetime | None) -> Listing:
        """The group as something that is on, at one of its meetings."""
        ends_at = starts_at + timedelta(minutes=self.minutes) if starts_at else None
        return self.listing_at(starts_at, ends_at, self.about, self.welcome)


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Every meeting of every group not over at `start` that begins before `end`."""
    found = []
    for group in db.session.scalars(select(Group).order_by(Group.id)):
        for meeting in group.meetings(start):
            if meeting >= end:
                break
            found.append(group.meeting_at(meeting))
    return found


def find(group_id: int) -> Listing | None:
    group = db.session.get(Group, group_id)
    return group.meeting_at(next(group.meetings(clock.now()), None)) if group else None
