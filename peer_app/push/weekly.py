"""The frequency cap: what coordinators and hosts tell one subscriber is three a week. Reminders don't count.

Urgent words (it is cancelled, it is not safe) have a cap of their own: three chats must not keep them from anybody.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import select

from peer_app.core.database import take_turns
from peer_app.extensions import db
from peer_app.push.models import Delivery, Notification

MOST, WITHIN = 3, timedelta(days=7)

#: The ids of a notification and of a subscription.
Pair = tuple[int, int]


def too_many(claimed: Collection[Pair], now: datetime) -> dict[Pair, datetime]:
    """Those of the `claimed` that are over the limit, and when the oldest of the three before each is a week old.

    Whatever is claimed has its `counted_at` already, so two workers see each other's.
    """
    if not claimed:
        return {}
    take_turns("weekly")
    asked = frozenset(claimed)
    rows = db.session.execute(
        select(Delivery.subscription_id, Delivery.notification_id, Delivery.counted_at, Notification.kind)
        .join(Notification, Notification.id == Delivery.notification_id)
        .where(
            Delivery.subscription_id.in_({subscription_id for _notification_id, subscription_id in asked}),
            Delivery.counted_at > now - WITHIN,
        )
        .order_by(Delivery.subscription_id, Notification.kind, Delivery.counted_at, Delivery.notification_id)
    )
    found: dict[Pair, datetime] = {}
    for (subscription_id, _kind), group in groupby(rows, key=lambda row: (row.subscription_id, row.kind)):
        counted = list(group)
        for earlier, row in zip(counted, counted[MOST:], strict=False):
            pair = (row.notification_id, subscription_id)
            if pair in asked:
                found[pair] = earlier.counted_at + WITHIN
    return found
