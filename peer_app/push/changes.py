"""After an announced event was cancelled or moved: tells everyone who counts on it, and stops what became wrong."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from sqlalchemy import ColumnElement, Select, and_, or_, select

from peer_app.core import clock, languages, said
from peer_app.core.jobs import wake_after_commit
from peer_app.core.listings import Listing
from peer_app.extensions import db
from peer_app.push import jobs, wording
from peer_app.push.models import (
    ACCEPTED,
    CANCELLATION,
    CHANGE,
    CHANGES,
    REMINDER,
    TOLD,
    WRITTEN,
    Delivery,
    Notification,
    Subscription,
    SubscriptionTopic,
)


def on_listing_changed(_sender: Any, *, listing: Listing, before: Listing) -> None:
    """`listing` is as it is now, `before` as it was until now. What follows is sent after the commit."""
    starts_at = before.starts_at
    for notification in _about(listing, starts_at):
        _keep_true(notification, listing, starts_at)
    db.session.flush()
    # The sooner one counts: whoever knows only of that would set out for it.
    ahead = [moment for moment in (starts_at, listing.starts_at) if moment and moment > clock.now()]
    _announce(listing, min(ahead), max(ahead)).deliver(_who_counts_on(listing.key))
    if before.occurrence_key != listing.occurrence_key and starts_at is not None and starts_at > clock.now():
        # The group's rule changed: what was told of the session it had stands under a tag of its own.
        gone = replace(before, cancelled=True, sequence=listing.sequence)
        _announce(gone, starts_at, starts_at).deliver(_who_was_told_of(before.occurrence_key))
    wake_after_commit(jobs.SEND)


def _announce(listing: Listing, happens_at: datetime, expires_at: datetime) -> Notification:
    # Worded when it is sent; these words are for a session that the rule does not have any more by then.
    words = _in_each_language(listing)
    change, _is_new = Notification.create(
        dedupe_key=f"change:{listing.occurrence_key}:{listing.sequence}",
        kind=CANCELLATION if listing.cancelled else CHANGE,
        topic=listing.key,
        listing_key=listing.occurrence_key,
        language=languages.DEFAULT,
        translations={code: text for code, text in words.items() if code != languages.DEFAULT},
        path=listing.path,
        happens_at=happens_at,
        expires_at=expires_at,
        **words[languages.DEFAULT],
    )
    return change


def _about(listing: Listing, starts_at: datetime | None) -> list[Notification]:
    """What was or is to be sent about a listing; of a group, what is about the session that was to begin then."""
    rows = select(Notification).where(_speaks_of(listing.key), Notification.stopped_at.is_(None))
    found = db.session.scalars(rows)
    if listing.recurrence_id is None:
        return list(found)
    key = listing.occurrence_key
    return [it for it in found if it.listing_key == key or (it.happens_at == starts_at and it.kind not in CHANGES)]


def _speaks_of(key: str) -> ColumnElement[bool]:
    """Whether a notification is about that listing, or about one of its sessions."""
    column = Notification.listing_key
    return or_(column == key, column.startswith(f"{key}@", autoescape=True))


def _in_each_language(listing: Listing) -> dict[str, dict[str, str]]:
    found = {}
    for code, spoken in languages.LANGUAGES.items():
        with force_locale(spoken.locale):
            title = said.in_language(listing, "title", code)
            found[code] = {"title": title, "body": wording.change(listing).body}
    return found


def _keep_true(notification: Notification, listing: Listing, starts_at: datetime | None) -> None:
    """Stop what became wrong; what is still right, because a person worded it, goes out for the new start."""
    if notification.kind == REMINDER:
        notification.stop()
        # It is made anew for those whom this change does not tell when it is.
        notification.dedupe_key = None
    elif notification.kind in CHANGES or (notification.kind == TOLD and listing.cancelled):
        notification.stop()
    elif notification.kind in WRITTEN and notification.happens_at == starts_at and listing.starts_at:
        notification.happens_at = notification.expires_at = listing.starts_at


def _who_counts_on(key: str) -> Select[Any]:
    """Whoever follows it, and whoever was told of it and still follows anything."""
    follows = select(SubscriptionTopic.subscription_id).where(SubscriptionTopic.topic == key)
    return select(Subscription).where(or_(Subscription.id.in_(follows), _was_told(_speaks_of(key))))


def _who_was_told_of(occurrence_key: str) -> Select[Any]:
    """Whoever was told of that session, and still follows anything."""
    return select(Subscription).where(_was_told(Notification.listing_key == occurrence_key))


def _was_told(about: ColumnElement[bool]) -> ColumnElement[bool]:
    told = (
        select(Delivery.subscription_id)
        .join(Notification, Notification.id == Delivery.notification_id)
        .where(about, Delivery.state == ACCEPTED)
    )
    anything = select(SubscriptionTopic).where(SubscriptionTopic.subscription_id == Subscription.id).exists()
    return and_(Subscription.id.in_(told), anything)
