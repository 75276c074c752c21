"""Deletes what is of use to nobody any more."""

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import topics
from peer_app.push.models import TOLD, WAITING, Delivery, Notification, Subscription, SubscriptionTopic

#: A browser that opened nothing of ours for so long is not in use.
UNUSED = timedelta(days=365)
#: Whoever follows nothing may change their mind today.
IDLE = timedelta(days=1)
#: How long it is known what became of each delivery.
KNOWN = timedelta(days=30)


def tidy() -> None:
    """Delete unused subscriptions, old deliveries, and what ties a phone to somebody who is no lead; commit.

    What coordinators told stays, without numbers.
    """
    now = clock.now()
    follows = select(SubscriptionTopic.topic).where(SubscriptionTopic.subscription_id == Subscription.id).exists()
    unused = or_(Subscription.refreshed_at < now - UNUSED, (Subscription.refreshed_at < now - IDLE) & ~follows)
    is_old = Notification.created_at < now - KNOWN
    old = select(Notification.id).where(is_old)
    _untie_former_leads()
    for rows in (
        delete(Subscription).where(unused),
        delete(Notification).where(is_old, Notification.kind != TOLD),
        delete(Delivery).where(Delivery.state != WAITING, Delivery.notification_id.in_(old)),
    ):
        db.session.execute(rows.execution_options(synchronize_session=False))
    db.session.commit()


def _untie_former_leads() -> None:
    """Whoever becomes a lead again chooses again whether to be told."""
    former = Subscription.account_id.not_in(Account.lead_ids())
    phones = select(Subscription.id).where(former)
    topic = SubscriptionTopic.topic == topics.CONCERNS
    for rows in (
        delete(SubscriptionTopic).where(topic, SubscriptionTopic.subscription_id.in_(phones)),
        update(Subscription).where(former).values(account_id=None),
    ):
        db.session.execute(rows.execution_options(synchronize_session=False))
