"""Thousands of phones that follow open events, put into the database as quickly as it takes them."""

from sqlalchemy import insert, select

from peer_app.core import clock, codes
from peer_app.extensions import db
from peer_app.push.models import Subscription, SubscriptionTopic
from tests.push_service import PushSubscription


def follow_all(phones: list[PushSubscription], topic: str = "events") -> None:
    """Let all of these follow `topic`; each has keys of the tests' own."""
    now = clock.now()
    common = {"language": "en", "time_zone": "Europe/London", "discreet": True, "created_at": now, "refreshed_at": now}
    rows = []
    for phone in phones:
        assert phone.keys is not None
        digest = codes.digest(phone.endpoint)
        rows.append(common | phone.keys.to_json() | {"endpoint": phone.endpoint, "endpoint_digest": digest})
    db.session.execute(insert(Subscription), rows)
    ids = {"topic": topic}
    db.session.execute(insert(SubscriptionTopic), [ids | {"subscription_id": it} for it in _ids(phones)])
    db.session.commit()


def _ids(phones: list[PushSubscription]) -> list[int]:
    known = {endpoint: it for it, endpoint in db.session.execute(select(Subscription.id, Subscription.endpoint))}
    return [known[phone.endpoint] for phone in phones]
