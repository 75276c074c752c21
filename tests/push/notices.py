"""What tests of the engine tell people, and when: by day or at night in London."""

from datetime import UTC, datetime, timedelta

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push.models import TOLD, Delivery, Notification

NOON = datetime(2027, 6, 9, 11, tzinfo=UTC)
EVENING = datetime(2027, 6, 9, 19, 30, tzinfo=UTC)  # half past eight in London
MORNING = datetime(2027, 6, 10, 8, tzinfo=UTC)


def notify(key: str = "x", **facts) -> Notification:
    """A notification for everyone who follows open events."""
    common = {"kind": TOLD, "topic": "events", "title": "News", "body": "Come by.", "path": "/"}
    made, _is_new = Notification.create(
        dedupe_key=key, **common | {"expires_at": clock.now() + timedelta(days=14)} | facts
    )
    made.deliver_to_followers()
    db.session.commit()
    return made


def deliveries(notification: Notification) -> list[Delivery]:
    db.session.expire_all()
    rows = db.session.query(Delivery).filter_by(notification_id=notification.id)
    return list(rows.order_by(Delivery.subscription_id))


def comes(notification: Notification) -> list[datetime]:
    return [it.next_try_at for it in deliveries(notification)]
