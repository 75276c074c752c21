"""Deletes what is of use to nobody any more."""

from datetime import timedelta

from sqlalchemy import delete, or_, select

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push.models import TOLD, WAITING, Delivery, Notification, Subscription, SubscriptionTopic

#: A browser that opened nothing of ours for so long is not in use.
UNUSED = timedelta(days=365)
#: Whoever follows nothing may change their mind today.
IDLE = timedelta(days=1)
#: How long it is known what became of each delivery.
KNOWN = timedelta(days=30)


def tidy() -> None:
    """Delete unused subscriptions and old deliveries; commit. What coordinators told stays, without numbers."""
    now = clock.now()
    follows = select(SubscriptionTopic.topic).where(SubscriptionTopic.subscription_id == Subscription.id).exists()
    unused = or_(Subscription.refreshed_at < now - UNUSED, (Subscription.refreshed_at < now - IDLE) & ~follows)
    is_old = Notification.created_at < now - KNOWN
    old = select(Notification.id).where(is_old)
    for rows in (
        delete(Subscription).where(unused),
        delete(Notification).where(is_old, Notification.kind != TOLD),
        delete(Delivery).where(Delivery.state != WAITING, Delivery.notification_id.in_(old)),
    ):
        db.session.execute(rows.execution_options(synchronize_session=False))
    db.session.commit()
