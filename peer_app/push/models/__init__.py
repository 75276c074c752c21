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
    CHANGE,
    CONFIRMATION,
    KEEPS,
    REMINDER,
    TOLD,
    Notification,
    progress_of,
)
from peer_app.push.models.subscriptions import Browser, NotTheirsError, Reach, Subscription, SubscriptionTopic

__all__ = [
    "ACCEPTED",
    "ALERT",
    "AT_ONCE",
    "CHANGE",
    "CONFIRMATION",
    "GONE",
    "KEEPS",
    "NOT_DELIVERED",
    "REMINDER",
    "STOPPED",
    "TOLD",
    "WAITING",
    "Browser",
    "Delivery",
    "NotTheirsError",
    "Notification",
    "Progress",
    "Reach",
    "Subscription",
    "SubscriptionTopic",
    "progress_of",
]
