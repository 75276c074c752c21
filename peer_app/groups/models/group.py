"""Peer groups, and each of their sessions as it is now."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from sqlalchemy import Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peer_app.core import clock
from peer_app.core.access import Actor
from peer_app.core.listings import Listing, Series
from peer_app.extensions import db
from peer_app.groups.models.hosts import GroupHost
from peer_app.groups.models.meetings import Meets
from peer_app.groups.models.sessions import GroupSession


class Group(Meets):
    """A group of peers that meets by a rule. Its sessions are listings with a `recurrence_id`."""

    __tablename__ = "peer_group"
    kind, folder = "group", "groups"
    texts = ("title", "about", "welcome", "cost", "access_notes")
    summary_text = "about"

    #: What happens when the group meets.
    about: Mapped[str] = mapped_column(Text)
    welcome: Mapped[str] = mapped_column(Text)
    #: How often it changed after it was announced (SEQUENCE, RFC 5545 3.8.7.4).
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    #: The sessions that are, or were for a while, not as the rule says.
    changed_sessions: Mapped[list[GroupSession]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by=GroupSession.original_at
    )

    def sessions(self, start: datetime) -> Iterator[Listing]:
        """Each session that is not over at `start` (aware), cancelled ones, too, in the order in which they begin."""
        changed = self._changed()
        moved = [self.session_of(it.original_at) for it in changed.values() if it.starts_at is not None]
        still_to_come = sorted((it for it in moved if it.ends_at and it.ends_at > start), key=_begins)
        by_rule = (
            self.session_of(meeting)
            for meeting in self.meetings(start)
            if meeting not in changed or changed[meeting].starts_at is None
        )
        return merge(by_rule, still_to_come, key=_begins)

    def next_sessions(self, count: int = 4) -> list[Listing]:
        """The next ones, with those cancelled among them."""
        return list(islice(self.sessions(clock.now()), count))

    def next_session(self) -> Listing | None:
        """The next one that takes place, as far as a year ahead."""
        until = clock.now() + timedelta(days=366)
        for session in self.sessions(clock.now()):
            if _begins(session) > until:
                return None
            if not session.cancelled:
                return session
        return None

    def session_at(self, original_at: datetime) -> Listing | None:
        """The session that was to begin then by the rule; None when the rule has none."""
        if self.meeting_on(clock.local(original_at).date()) != original_at:
            return None
        return self.session_of(original_at)

    def session_of(self, original_at: datetime) -> Listing:
        """The session of one of the rule's moments, as it is now."""
        by_rule, changed = self.session_by_rule(original_at), self._changed().get(original_at)
        return by_rule if changed is None else _with(by_rule, changed)

    def session_by_rule(self, original_at: datetime) -> Listing:
        """The session of one of the rule's moments, as the rule says, whatever was changed about that one."""
        ends_at = original_at + timedelta(minutes=self.minutes)
        listing = self.listing_at(original_at, ends_at, self.about, self.welcome)
        return replace(listing, recurrence_id=original_at, sequence=self.sequence or 0)

    def where(self, session: Listing) -> "Group | GroupSession":
        """What knows about getting in where one of its sessions is: the group itself, unless it is elsewhere then."""
        changed = self._changed().get(session.recurrence_id) if session.recurrence_id else None
        return self if changed is None or changed.place_name is None else changed

    @property
    def undated(self) -> Listing:
        """The group as something that is on, at none of its sessions."""
        return replace(self.listing_at(None, None, self.about, self.welcome), sequence=self.sequence or 0)

    @property
    def host_ids(self) -> frozenset[int]:
        """The accounts that host it."""
        return GroupHost.of(self.id)

    def be_hosted_by(self, account_ids: Iterable[int]) -> None:
        """Have exactly these hosts from now on; the caller commits."""
        GroupHost.replace(self.id, account_ids)

    @classmethod
    def everything(cls) -> "list[Group]":
        """All groups, by name."""
        return list(db.session.scalars(select(cls).order_by(cls.title, cls.id)))

    @classmethod
    def hosted_by(cls, account_id: int) -> "list[Group]":
        """The groups that account hosts, by name."""
        return list(db.session.scalars(cls._hosted_by(account_id).order_by(cls.title, cls.id)))

    @classmethod
    def editable_by(cls, actor: Actor, slug: str) -> "Group | None":
        """The group of that address, if that person may change its sessions: coordinators, and its hosts."""
        if actor.is_coordinator:
            return cls.by_slug(slug)
        return db.session.scalar(cls._hosted_by(actor.id).where(cls.slug == slug)) if slug.isprintable() else None

    @classmethod
    def _hosted_by(cls, account_id: int) -> "Select[Group]":
        return select(cls).join(GroupHost, GroupHost.group_id == cls.id).where(GroupHost.account_id == account_id)

    def _changed(self) -> dict[datetime, GroupSession]:
        return {it.original_at: it for it in self.changed_sessions}


def _begins(session: Listing) -> datetime:
    return session.starts_at or clock.now()


def _with(session: Listing, changed: GroupSession) -> Listing:
    """A session with what is different about it."""
    starts_at = changed.starts_at or session.starts_at
    ends_at = starts_at + timedelta(minutes=changed.minutes) if starts_at and changed.minutes else session.ends_at
    found = replace(
        session,
        starts_at=starts_at,
        ends_at=ends_at,
        cancelled=changed.cancelled_at is not None,
        sequence=session.sequence + changed.sequence,
        changed_at=max(session.changed_at, changed.changed_at),
    )
    if changed.place_name is None:
        return found
    place = changed.place
    return replace(
        found,
        place_name=changed.place_name,
        address=changed.address or "",
        place_path=place.path if place else "",
        position=place.position if place else None,
        step_free=changed.is_step_free,
        area=place.area if place else "",
    )


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Every session of every group not over at `start` that begins before `end`."""
    found = []
    for group in db.session.scalars(select(Group).order_by(Group.id)):
        for session in group.sessions(start):
            if _begins(session) >= end:
                break
            found.append(session)
    return found


def find(group_id: int) -> Listing | None:
    """The group at its next session that takes place."""
    group = db.session.get(Group, group_id)
    return (group.next_session() or group.undated) if group else None


def series(group_id: int) -> Series | None:
    """The group for calendars: its rule, and the sessions that are not as that says."""
    group = db.session.get(Group, group_id)
    if group is None:
        return None
    changed = [it.original_at for it in group.changed_sessions if not it.is_as_the_group_says]
    first = next(group.meetings(group.starts_at), group.starts_at)
    return Series(
        first=replace(group.session_by_rule(first), recurrence_id=None),
        rule=group.rule,
        changed=tuple(group.session_of(original_at) for original_at in changed),
    )


def find_session(group_id: int, original_at: datetime) -> Listing | None:
    """The session that was to begin then by the group's rule."""
    group = db.session.get(Group, group_id)
    return group.session_at(original_at) if group else None
