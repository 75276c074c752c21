"""The weekly digest: one message about the coming seven days, on the weekday and at the hour each person chose."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, update

from peer_app.core import clock, listings
from peer_app.extensions import db
from peer_app.push import topics
from peer_app.push.models import DIGEST, Notification, Subscription, SubscriptionTopic

#: How far ahead it looks.
AHEAD = timedelta(days=7)
#: Later than this it is left out: a worker that was away makes up for no more.
LASTS = timedelta(hours=12)
#: So many are made in one transaction.
AT_ONCE = 1000


def fill() -> None:
    """Make the deliveries of every digest that is due, and plan the next of each person; commits.

    Safe to run by two workers at once: one transaction locks a row, makes its delivery and moves its `digest_due_at`.
    """
    now = clock.now()
    while _fill_some(now):
        db.session.commit()
    db.session.commit()


def plan(subscription: Subscription) -> None:
    """Set when the next one is due, for a subscription that follows it; the caller commits.

    Never twice in one calendar week. One that is due already, and was not made yet, stays due.
    """
    now = clock.now()
    if subscription.digest_due_at is None or subscription.digest_due_at > now:
        wish = subscription.digest_day, subscription.digest_at, subscription.time_zone
        subscription.digest_due_at = next_due(*wish, after=now, last=subscription.digested_at)


def next_due(day: int, at: str, time_zone: str, *, after: datetime, last: datetime | None = None) -> datetime:
    """The first moment after `after` (aware) on that weekday (Monday: 0) at that time of day in that zone; UTC.

    `last`: when there was one before; the next one is in a later calendar week there.
    """
    zone = ZoneInfo(time_zone)
    earliest = after.astimezone(zone).date()
    if last is not None:
        day_of_last = last.astimezone(zone).date()
        earliest = max(earliest, day_of_last + timedelta(days=7 - day_of_last.weekday()))
    date = earliest + timedelta(days=(day - earliest.weekday()) % 7)
    moment = datetime.combine(date, time.fromisoformat(at), zone).astimezone(UTC)
    if moment > after:
        return moment
    return datetime.combine(date + timedelta(days=7), time.fromisoformat(at), zone).astimezone(UTC)


def coming(now: datetime) -> list[listings.Listing]:
    """What takes place in the week ahead, in order."""
    return [it for it in listings.upcoming(now, now + AHEAD) if it.starts_at is not None and not it.cancelled]


def _fill_some(now: datetime) -> bool:
    """Make up to `AT_ONCE` of them; whether there was anything to do."""
    due = (
        select(Subscription.id, Subscription.time_zone, Subscription.digest_day, Subscription.digest_at)
        .add_columns(Subscription.digest_due_at, _follows().label("follows"))
        .where(Subscription.digest_due_at <= now)
        .order_by(Subscription.digest_due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Subscription)
    )
    rows = db.session.execute(due).all()
    if not rows:
        return False
    wanted = [row.id for row in rows if row.follows and now - row.digest_due_at < LASTS]
    if wanted and coming(now):
        _notification(now).deliver(select(Subscription).where(Subscription.id.in_(wanted)))
    db.session.execute(update(Subscription), [_planned(row, now) for row in rows])
    return True


def _follows() -> Any:
    rows = SubscriptionTopic.subscription_id == Subscription.id, SubscriptionTopic.topic == topics.DIGEST
    return select(SubscriptionTopic.topic).where(*rows).exists()


def _planned(row: Row[Any], now: datetime) -> dict[str, Any]:
    if not row.follows:
        return {"id": row.id, "digest_due_at": None, "digested_at": None}
    due = next_due(row.digest_day, row.digest_at, row.time_zone, after=now, last=row.digest_due_at)
    return {"id": row.id, "digest_due_at": due, "digested_at": row.digest_due_at}


def _notification(now: datetime) -> Notification:
    """One for all that are due in the same minute; it is worded when it is sent."""
    notification, _is_new = Notification.create(
        dedupe_key=f"digest:{now:%Y-%m-%dT%H:%M}",
        kind=DIGEST,
        topic=topics.DIGEST,
        title="",
        body="",
        path="/",
        expires_at=now + LASTS,
    )
    return notification
