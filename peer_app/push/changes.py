"""After an announced event was cancelled or moved: tells everyone who counts on it, and stops what became wrong."""

from datetime import datetime
from typing import Any

from flask_babel import force_locale
from sqlalchemy import ColumnElement, Select, and_, or_, select

from peer_app.core import clock, languages
from peer_app.core.jobs import wake_after_commit
from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.push import jobs, wording
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
    for notification in _about(listing, starts_at):
        _keep_true(notification, listing, starts_at)
    db.session.flush()
    # The sooner one counts: whoever knows only of that would set out for it.
    ahead = [moment for moment in (starts_at, listing.starts_at) if moment and moment > clock.now()]
    change, _is_new = Notification.create(
        dedupe_key=f"change:{listing.occurrence_key}:{listing.sequence}",
        kind=CHANGE,
        topic=listing.key,
        listing_key=listing.occurrence_key,
        title=listing.title,
        # Worded when it is sent; this is for a session that the rule does not have any more by then.
        body=_in_default_language(listing),
        path=listing.path,
        happens_at=min(ahead),
        expires_at=max(ahead),
    )
    change.deliver(_who_counts_on(listing.key))
    wake_after_commit(jobs.SEND)


def _about(listing: Listing, starts_at: datetime) -> list[Notification]:
    """What was or is to be sent about a listing; of a group, what is about the session that was to begin then."""
    rows = select(Notification).where(_speaks_of(listing.key), Notification.stopped_at.is_(None))
    found = db.session.scalars(rows)
    if listing.recurrence_id is None:
        return list(found)
    return [it for it in found if it.listing_key == listing.occurrence_key or it.happens_at == starts_at]


def _speaks_of(key: str) -> ColumnElement[bool]:
    """Whether a notification is about that listing, or about one of its sessions."""
    column = Notification.listing_key
    return or_(column == key, column.startswith(f"{key}@", autoescape=True))


def _in_default_language(listing: Listing) -> str:
    with force_locale(languages.LANGUAGES[languages.DEFAULT].locale):
        return wording.change(listing).body


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
        .where(_speaks_of(key), Delivery.state == ACCEPTED)
    )
    anything = select(SubscriptionTopic).where(SubscriptionTopic.subscription_id == Subscription.id).exists()
    return select(Subscription).where(or_(Subscription.id.in_(follows), and_(Subscription.id.in_(told), anything)))
