"""An event that was announced is cancelled or moved: whoever counts on it hears so, and nothing wrong goes out."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from peer_app.core import clock
from peer_app.core.jobs import wake_after_commit
from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.push import jobs
from peer_app.push.models import (
    ACCEPTED,
    CHANGE,
    REMINDER,
    TOLD,
    Delivery,
    Notification,
    Subscription,
    SubscriptionTopic,
)


def on_listing_changed(_sender: Any, *, listing: Listing, starts_at: datetime) -> None:
    """`listing` is as it is now; it was to begin at `starts_at` until now. What follows is sent after the commit."""
    for notification in _about(listing.key):
        _keep_true(notification, listing, starts_at)
    db.session.flush()
    # The sooner one counts: whoever knows only of that would set out for it.
    ahead = [moment for moment in (starts_at, listing.starts_at) if moment and moment > clock.now()]
    change, _is_new = Notification.create(
        dedupe_key=f"change:{listing.key}:{listing.sequence}",
        kind=CHANGE,
        topic=listing.key,
        listing_key=listing.key,
        title=listing.title,
        body="",
        path=listing.path,
        happens_at=min(ahead),
        expires_at=max(ahead),
    )
    change.deliver(_who_counts_on(listing.key))
    wake_after_commit(jobs.SEND)


def _about(key: str) -> list[Notification]:
    """What was or is to be sent about a listing."""
    rows = select(Notification).where(Notification.listing_key == key, Notification.stopped_at.is_(None))
    return list(db.session.scalars(rows))


def _keep_true(notification: Notification, listing: Listing, starts_at: datetime) -> None:
    """Stop what became wrong; what is still right, because a person worded it, goes out for the new start."""
    if notification.kind == REMINDER and (listing.cancelled or notification.happens_at != listing.starts_at):
        notification.stop()
        # Should it be moved back, it is reminded of once more.
        notification.dedupe_key = None
    elif notification.kind == CHANGE or (notification.kind == TOLD and listing.cancelled):
        notification.stop()
    elif notification.kind == TOLD and notification.happens_at == starts_at and listing.starts_at:
        notification.happens_at = notification.expires_at = listing.starts_at


def _who_counts_on(key: str) -> Select[Any]:
    """Whoever follows it, and whoever was told of it and still follows anything."""
    follows = select(SubscriptionTopic.subscription_id).where(SubscriptionTopic.topic == key)
    told = (
        select(Delivery.subscription_id)
        .join(Notification, Notification.id == Delivery.notification_id)
        .where(Notification.listing_key == key, Delivery.state == ACCEPTED)
    )
    anything = select(SubscriptionTopic).where(SubscriptionTopic.subscription_id == Subscription.id).exists()
    return select(Subscription).where(
        or_(Subscription.id.in_(follows), and_(Subscription.id.in_(told), anything))
    )
