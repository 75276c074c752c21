"""Deletes what is of use to nobody any more."""

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import own_work, topics
from peer_app.push.models import WAITING, WRITTEN, Delivery, Notification, Subscription, SubscriptionTopic

#: A browser that opened nothing of ours for so long is not in use.
UNUSED = timedelta(days=365)
#: Whoever follows nothing may change their mind today.
IDLE = timedelta(days=1)
#: How long it is known what became of each delivery.
KNOWN = timedelta(days=30)


def tidy() -> None:
    """Delete unused subscriptions, old deliveries, and what ties a phone to work that somebody left; commit.

    What coordinators told stays, without numbers.
    """
    now = clock.now()
    follows = select(SubscriptionTopic.topic).where(SubscriptionTopic.subscription_id == Subscription.id).exists()
    unused = or_(Subscription.refreshed_at < now - UNUSED, (Subscription.refreshed_at < now - IDLE) & ~follows)
    is_old = Notification.created_at < now - KNOWN
    old = select(Notification.id).where(is_old)
    _untie_former_accounts()
    for rows in (
        delete(Subscription).where(unused),
        delete(Notification).where(is_old, Notification.kind.not_in(WRITTEN)),
        delete(Delivery).where(Delivery.state != WAITING, Delivery.notification_id.in_(old)),
    ):
        db.session.execute(rows.execution_options(synchronize_session=False))
    db.session.commit()


def _untie_former_accounts() -> None:
    """Whoever lost their part in some work and gets it again chooses again whether to be told."""
    for topic, accounts in own_work.accounts_for(topics.OWN_WORK).items():
        former = select(Subscription.id).where(
            or_(Subscription.account_id.is_(None), Subscription.account_id.not_in(accounts))
        )
        of_former = SubscriptionTopic.topic == topic, SubscriptionTopic.subscription_id.in_(former)
        db.session.execute(delete(SubscriptionTopic).where(*of_former).execution_options(synchronize_session=False))
    tied = select(SubscriptionTopic.subscription_id).where(SubscriptionTopic.topic.in_(topics.OWN_WORK))
    untie = update(Subscription).where(Subscription.id.not_in(tied)).where(Subscription.account_id.is_not(None))
    db.session.execute(untie.values(account_id=None).execution_options(synchronize_session=False))
