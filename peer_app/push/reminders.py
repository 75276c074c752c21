"""Reminds people of what they follow: the day before and shortly before, or of the van that morning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import current_app

from peer_app.core import clock, listings
from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.push import timing, topics
from peer_app.push.models import REMINDER, Notification

TOMORROW, SHORTLY, TODAY = "tomorrow", "shortly", "today"
# The longest stretch from a time of day until the end of the next day, with the clocks going back.
_AHEAD = timedelta(hours=49)


@dataclass(frozen=True)
class Due:
    """A reminder that is due since a moment. `stage` tells apart those of one listing and start; after `until` it is
    too late.
    """

    stage: str
    since: datetime
    until: datetime


def fill() -> None:
    """Make the deliveries of every reminder that is due, for all who follow by now and have none; commit.

    Safe to run at any time, late, and by two workers at once: a reminder is one row per listing, start and stage.
    """
    now = clock.now()
    for listing in listings.upcoming(now, now + _AHEAD):
        due = None if listing.cancelled else due_of(listing, now)
        if due is not None:
            _remind(listing, due)
    db.session.commit()


def due_of(listing: Listing, now: datetime) -> Due | None:
    """The reminder of a listing that is due at `now` (aware), if one is."""
    if listing.starts_at is None or listing.ends_at is None:
        return None
    if not listings.kinds()[listing.kind].followable:
        # While the van stands there, it is worth knowing.
        morning = _on_its_day(listing.starts_at)
        return Due(TODAY, morning, listing.ends_at) if morning <= now < listing.ends_at else None
    shortly = _shortly_before(listing.starts_at)
    if timing.not_before_dawn(shortly, clock.time_zone().key) > shortly:
        shortly = listing.starts_at  # the evening before has to do
    if shortly <= now < listing.starts_at:
        return Due(SHORTLY, shortly, listing.starts_at)
    evening = _evening_before(listing.starts_at)
    return Due(TOMORROW, evening, listing.starts_at) if evening <= now < shortly else None


def too_soon(keys: Iterable[str]) -> list[str]:
    """Those topics that begin before a reminder could come: their people should be told so."""
    now = clock.now()
    found = ((key, listings.find(key)) for key in sorted(keys))
    return [key for key, it in found if it and it.starts_at and not _can_come(it.starts_at, now)]


def _can_come(starts_at: datetime, now: datetime) -> bool:
    """Whether there is a moment left for a reminder: shortly before, in quiet time too, but never in the night."""
    zone = current_app.config["TIME_ZONE"]
    first = max(now, _evening_before(starts_at))
    if timing.may_come_at(first, zone) < starts_at:
        return True
    shortly = _shortly_before(starts_at)
    return shortly < starts_at and timing.not_before_dawn(max(first, shortly), zone) < starts_at


def _shortly_before(starts_at: datetime) -> datetime:
    return starts_at - timedelta(hours=current_app.config["REMIND_HOURS"])


def _evening_before(starts_at: datetime) -> datetime:
    return _at(clock.local(starts_at).date() - timedelta(days=1), "REMIND_AT")


def _on_its_day(starts_at: datetime) -> datetime:
    return _at(clock.local(starts_at).date(), "VAN_STOPS_AT")


def _at(day: date, setting: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(current_app.config[setting]), tzinfo=clock.time_zone())


def _remind(listing: Listing, due: Due) -> None:
    notification, is_new = Notification.create(
        dedupe_key=_key(listing, due.stage),
        kind=REMINDER,
        topic=topics.of(listing),
        listing_key=listing.occurrence_key,
        title=listing.title,
        body="",
        path=listing.path,
        happens_at=listing.starts_at,
        send_at=due.since,
        expires_at=due.until,
    )
    if is_new and due.stage == SHORTLY:
        _end_the_one_before(listing)
    notification.deliver_to_followers()


def _end_the_one_before(listing: Listing) -> None:
    """Whoever asked in quiet time has that one still to come; one is enough."""
    earlier = Notification.with_key(_key(listing, TOMORROW))
    if earlier is not None:
        earlier.stop()


def _key(listing: Listing, stage: str) -> str:
    return f"reminder:{stage}:{listing.occurrence_key}:{listing.starts_at.isoformat() if listing.starts_at else ''}"
