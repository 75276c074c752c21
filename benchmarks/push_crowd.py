"""Subscriptions by the thousand, for measuring."""

from collections.abc import Iterator

from sqlalchemy import insert, text

from peer_app.core import clock, codes
from peer_app.extensions import db
from peer_app.push.models import Subscription
from tests.push_service import ReceiverKeys

TOPIC = "events"
#: So many different keys are enough for any cache to be of no use.
_KEYS, _PIECE = 1_000, 10_000
_ZONES = ("Europe/London", "Europe/Lisbon", "America/New_York")


def subscriptions(count: int, origin: str) -> Iterator[dict[str, object]]:
    """`count` of them as `PushSubscription.toJSON()` gives them."""
    keys = [ReceiverKeys.new().to_json() for _ in range(min(count, _KEYS))]
    for number in range(count):
        # As long as those of the large push services.
        yield {"endpoint": f"{origin}/wpush/v2/{number:0140}", "keys": keys[number % _KEYS]}


def follow(count: int, origin: str) -> None:
    """Fill the database with `count` subscriptions that follow open events."""
    now = clock.now()
    common = {"language": "en", "discreet": True, "created_at": now, "refreshed_at": now}
    rows: list[dict[str, object]] = []
    for number, it in enumerate(subscriptions(count, origin)):
        endpoint, keys = str(it["endpoint"]), it["keys"]
        assert isinstance(keys, dict)
        zone = _ZONES[number % len(_ZONES)]
        rows.append(
            common | keys | {"endpoint": endpoint, "endpoint_digest": codes.digest(endpoint), "time_zone": zone}
        )
        if len(rows) == _PIECE or number == count - 1:
            db.session.execute(insert(Subscription), rows)
            rows.clear()
    follows = text("INSERT INTO subscription_topic (topic, subscription_id) SELECT :topic, id FROM subscription")
    db.session.execute(follows, {"topic": TOPIC})
    # As both databases do by themselves, sooner or later.
    db.session.execute(text("ANALYZE"))
    db.session.commit()
