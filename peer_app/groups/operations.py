"""Changing a group, or one of its sessions, and letting everyone know who counts on it.

The caller commits. What is over already raises no signal.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from peer_app.core import clock
from peer_app.core.database import take_turns
from peer_app.core.dated import is_moved
from peer_app.core.listings import Listing
from peer_app.core.signals import listing_changed
from peer_app.extensions import db
from peer_app.groups.models import Group, GroupSession


def change(group: Group, **facts: object) -> None:
    """Set new facts. Sessions that differ stay as they are where the group still meets on their day."""
    before = group.next_session()
    group.change(**facts)
    group.sequence += 1
    _keep_sessions(group)
    after = group.next_session()
    if before is None or before.starts_at is None:
        return
    if after is None:
        after = replace(before, cancelled=True, sequence=group.sequence)
    elif not is_moved(before, after):
        return
    listing_changed.send(group, listing=after, before=before)


def move(group: Group, original_at: datetime, starts_at: datetime, minutes: int, **place: Any) -> None:
    """Let one session be at another time, and at another place where `place` (place_id, place_name, address)
    says so; None of these is as the group says.
    """
    session, before = _row(group, original_at), group.session_of(original_at)
    is_moved_in_time = starts_at != original_at or minutes != group.minutes
    session.starts_at = starts_at if is_moved_in_time else None
    session.minutes = minutes if is_moved_in_time else None
    for name in ("place_id", "place_name", "address"):
        setattr(session, name, place.get(name))
    _note(group, session, before)


def cancel(group: Group, original_at: datetime) -> None:
    """One session does not take place; all others do."""
    session, before = _row(group, original_at), group.session_of(original_at)
    if session.cancelled_at is None:
        session.cancelled_at = clock.now()
        _note(group, session, before)


def restore(group: Group, original_at: datetime) -> None:
    """One session is as the group says, whatever was changed about it."""
    session, before = _row(group, original_at), group.session_of(original_at)
    if not session.is_as_the_group_says:
        session.be_as_the_group_says()
        _note(group, session, before)


def _row(group: Group, original_at: datetime) -> GroupSession:
    """The row of a session that differs, or is about to. Raises LookupError for one that the rule does not have."""
    if group.session_at(original_at) is None:
        raise LookupError(f"{group.slug} does not meet at {original_at}.")
    # Two people may change the same one at a time.
    take_turns(group.key)
    db.session.refresh(group, ["changed_sessions"])
    found = next((it for it in group.changed_sessions if it.original_at == original_at), None)
    if found is None:
        found = GroupSession(original_at=original_at, sequence=0, changed_at=clock.now())
        group.changed_sessions.append(found)
    return found


def _note(group: Group, session: GroupSession, before: Listing) -> None:
    session.sequence += 1
    session.changed_at = group.changed_at = clock.now()
    after = group.session_of(session.original_at)
    is_news = before.cancelled != after.cancelled or (is_moved(before, after) and not after.cancelled)
    ahead = max(moment for moment in (before.starts_at, after.starts_at) if moment)
    if is_news and ahead > clock.now():
        listing_changed.send(group, listing=after, before=before)


def _keep_sessions(group: Group) -> None:
    """After the rule changed: sessions stay with their day, and go with it."""
    for session in list(group.changed_sessions):
        now = group.meeting_on(clock.local(session.original_at).date())
        if now is None:
            group.changed_sessions.remove(session)
        elif now != session.original_at:
            session.original_at = now
