"""How many people something reaches, and when: counted as it is sent, after pauses, frequency cap and quiet time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import weekly
from peer_app.push.models import WAITING, Delivery, Notification, Subscription, SubscriptionTopic


@dataclass(frozen=True)
class Reach:
    """People who follow a topic, by what becomes of something they are told."""

    #: At the moment it is sent.
    now: int = 0
    #: When their quiet time ends, by that moment (aware UTC), soonest first.
    later: dict[datetime, int] = field(default_factory=dict)
    #: They have had as many this week as anybody is sent, so it waits for them.
    capped: int = 0
    paused: int = 0
    #: It begins before their quiet time ends.
    missed: int = 0

    @property
    def followers(self) -> int:
        """All who follow it, whatever becomes of it."""
        return self.total + self.capped + self.paused + self.missed

    @property
    def total(self) -> int:
        """Those who are told for certain, now or once their quiet time is over."""
        return self.now + sum(self.later.values())


def of(notification: Notification, moment: datetime | None = None) -> Reach:
    """Whom `notification`, which need not be kept anywhere, reaches when it is sent at `moment` (aware; None: now)."""
    at = moment or clock.now()
    counts: Counter[str] = Counter()
    later: Counter[datetime] = Counter()
    for *rhythm, is_paused, is_capped, count in db.session.execute(_followers(notification, at)):
        comes_at = notification.may_come_at(at, *rhythm)
        if is_paused:
            counts["paused"] += count
        elif is_capped:
            counts["capped"] += count
        elif comes_at <= at:
            counts["now"] += count
        elif comes_at < notification.expires_at:
            later[comes_at] += count
        else:
            counts["missed"] += count
    return Reach(later=dict(sorted(later.items())), **counts)


def _followers(notification: Notification, at: datetime) -> Select[Any]:
    """How many there are, by rhythm, whether they paused, and whether they have had as many as anybody is sent."""
    each = (
        select(
            Subscription.id,
            *Subscription.rhythm(),
            (~Subscription.hears_at(at)).label("is_paused"),
            Subscription.id.in_(_capped(notification.kind, at)).label("is_capped"),
        )
        .join(SubscriptionTopic, SubscriptionTopic.subscription_id == Subscription.id)
        .where(SubscriptionTopic.hears(notification.topic))
        .distinct()
        .subquery()
    )
    shape = [it for it in each.c if it.name != "id"]
    return select(*shape, func.count()).group_by(*shape)


def _capped(kind: str, at: datetime) -> Select[int]:
    """Subscriptions with as many as anybody is sent, in the week before or on their way to them."""
    had = Delivery.counted_at > at - weekly.WITHIN
    comes: ColumnElement[bool] = and_(Delivery.state == WAITING, Notification.stopped_at.is_(None))
    return (
        select(Delivery.subscription_id)
        .join(Notification, Notification.id == Delivery.notification_id)
        .where(Notification.kind == kind, or_(had, comes))
        .group_by(Delivery.subscription_id)
        .having(func.count() >= weekly.MOST)
    )
