"""Who wants to be told, what there is to tell, and how far each delivery has come."""

from peer_app.push.models.deliveries import (
    ACCEPTED,
    GONE,
    NOT_DELIVERED,
    STOPPED,
    WAITING,
    Delivery,
    Progress,
)
from peer_app.push.models.notifications import (
    ALERT,
    AT_ONCE,
    CANCELLATION,
    CHANGE,
    CHANGES,
    CONFIRMATION,
    KEEPS,
    REMINDER,
    TOLD,
    URGENT,
    WRITTEN,
    Notification,
    progress_of,
)
from peer_app.push.models.subscriptions import Browser, NotTheirsError, Subscription, SubscriptionTopic

__all__ = [
    "ACCEPTED",
    "ALERT",
    "AT_ONCE",
    "CANCELLATION",
    "CHANGE",
    "CHANGES",
    "CONFIRMATION",
    "GONE",
    "KEEPS",
    "NOT_DELIVERED",
    "REMINDER",
    "STOPPED",
    "TOLD",
    "URGENT",
    "WAITING",
    "WRITTEN",
    "Browser",
    "Delivery",
    "NotTheirsError",
    "Notification",
    "Progress",
    "Subscription",
    "SubscriptionTopic",
    "progress_of",
]
