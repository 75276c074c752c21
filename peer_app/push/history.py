"""What was announced of a listing before: a message that replaces another on a lock screen carries what that said.

A phone may have been out of reach, so that it never showed the message that is replaced, or nobody looked at it.
"""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from peer_app.extensions import db
from peer_app.push.models import ACCEPTED, CANCELLATION, CHANGE, CHANGES, Delivery, Notification


@dataclass(frozen=True)
class History:
    """Whether people may have heard something else of a listing: an earlier time or place, that it is cancelled."""

    changed: bool = False
    cancelled: bool = False


NOTHING = History()


def before(notification: Notification) -> History:
    """What was announced of the same listing, and what `notification` says is said instead of."""
    if not notification.listing_key:
        return NOTHING
    same = Notification.listing_key == notification.listing_key
    rows = select(Notification.kind, func.max(Notification.id)).where(same, Notification.kind.in_(CHANGES))
    if notification.kind in CHANGES:
        rows = rows.where(Notification.id < notification.id)
    latest = {row.kind: int(row[1]) for row in db.session.execute(rows.group_by(Notification.kind))}
    if not latest or not _anybody_counted_on(notification, max(latest.values())):
        return NOTHING
    return History(changed=CHANGE in latest, cancelled=CANCELLATION in latest and _went_out(notification))


def _anybody_counted_on(notification: Notification, latest_change: int) -> bool:
    """Whether somebody was told of it by then. Those who follow it by itself knew of it as they began to."""
    if notification.topic == notification.listing_key.partition("@")[0]:
        return True
    told = _deliveries(notification).where(Notification.id <= latest_change, Notification.id != notification.id)
    return db.session.scalar(told.limit(1)) is not None


def _went_out(notification: Notification) -> bool:
    """Whether a cancellation of it reached anybody; one that was taken back at once did not."""
    told = _deliveries(notification).where(Notification.kind == CANCELLATION, Delivery.state == ACCEPTED)
    return db.session.scalar(told.limit(1)) is not None


def _deliveries(notification: Notification) -> Select[int]:
    """The deliveries of everything about the same listing."""
    rows = select(Delivery.notification_id).join(Notification, Notification.id == Delivery.notification_id)
    return rows.where(Notification.listing_key == notification.listing_key)
