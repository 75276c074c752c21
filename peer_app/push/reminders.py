"""Reminds people of what they asked to be reminded of: the day before, at a decent hour."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from peer_app.core import clock, listings
from peer_app.extensions import db
from peer_app.push.models import REMINDER, Notification

#: From this wall-clock time on the day before.
FROM = time(18)
#: Nobody's phone lights up outside these hours.
DAY_STARTS, DAY_ENDS = time(9), time(20)
# The longest stretch between 18:00 on one day and the end of the next, with the clocks going back.
_AHEAD = timedelta(hours=31)


def fill() -> None:
    """Make the deliveries of every reminder that is due, for all who follow by now and have none; commit.

    Safe to run at any time and by two workers at once: a reminder is one row per listing and start.
    """
    now = clock.now()
    if not DAY_STARTS <= clock.local(now).time() < DAY_ENDS:
        return
    for listing in listings.upcoming(now, now + _AHEAD):
        starts_at = listing.starts_at
        if starts_at is not None and listings.kinds()[listing.kind].followable and is_due(starts_at, now):
            _remind(listing, starts_at)
    db.session.commit()


def too_soon(topics: Iterable[str]) -> list[str]:
    """Those topics that begin before a reminder could come at a decent hour: their people should be told so."""
    now = clock.now()
    found = ((topic, listings.find(topic)) for topic in sorted(topics))
    return [topic for topic, it in found if it and it.starts_at and not _can_come(it.starts_at, now)]


def _can_come(starts_at: datetime, now: datetime) -> bool:
    """Whether some decent hour is left from the evening before until it begins."""
    zone = clock.time_zone()
    first = max(now, _evening_before(starts_at)).astimezone(zone)
    if first.time() >= DAY_ENDS:
        first = datetime.combine(first.date() + timedelta(days=1), DAY_STARTS, tzinfo=zone)
    elif first.time() < DAY_STARTS:
        first = datetime.combine(first.date(), DAY_STARTS, tzinfo=zone)
    return first < starts_at


def _evening_before(starts_at: datetime) -> datetime:
    day_before = clock.local(starts_at).date() - timedelta(days=1)
    return datetime.combine(day_before, FROM, tzinfo=clock.time_zone())


def is_due(starts_at: datetime, now: datetime) -> bool:
    """Whether it begins later today, or tomorrow and it is evening (both aware; the organisation's clock)."""
    return _evening_before(starts_at) <= now < starts_at


def _remind(listing: listings.Listing, starts_at: datetime) -> None:
    notification, _made = Notification.create(
        dedupe_key=f"reminder:{listing.key}:{starts_at.isoformat()}",
        kind=REMINDER,
        topic=listing.key,
        listing_key=listing.key,
        title=listing.title,
        body="",
        path=listing.path,
        happens_at=starts_at,
        expires_at=starts_at,
    )
    notification.deliver_to_followers()
