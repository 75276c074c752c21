"""What is of use to nobody any more is deleted."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import engine, jobs
from peer_app.push.models import CONFIRMATION, Delivery, Notification, Progress, SubscriptionTopic
from tests.push.conftest import row_of

DAY, MONTH, YEAR = timedelta(days=1), timedelta(days=30), timedelta(days=365)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("topics", "age", "stays"),
    [
        ([], DAY - MINUTE, True),
        ([], DAY + MINUTE, False),
        (["events"], YEAR - MINUTE, True),
        (["events"], YEAR + MINUTE, False),
    ],
)
def test_a_subscription_goes_when_nobody_is_behind_it(follow, client, topics, age, stays):
    phone, other = follow("events"), follow("events")
    client.post("/push/subscriptions", json=phone.to_json() | {"topics": topics})
    row_of(phone).refreshed_at = clock.now() - age
    db.session.commit()
    jobs.tidy()
    assert bool(row_of(phone)) is stays
    assert row_of(other)
    assert db.session.query(SubscriptionTopic).count() == (2 if stays and topics else 1)


def test_what_is_settled_goes_after_a_month_and_what_was_told_stays(follow, tell, progress, later):
    """Also the first, friendly notification goes; what still waits does not."""
    follow("events"), follow("events")
    told = tell()
    engine.run()
    [waiting, _] = db.session.query(Delivery).filter_by(notification_id=told.id)
    waiting.state, waiting.counted_at = "waiting", None
    db.session.commit()
    later(MONTH - MINUTE)
    jobs.tidy()
    assert progress(told) == Progress(accepted=1, waiting=1)
    assert db.session.query(Notification).filter_by(kind=CONFIRMATION).count() == 2
    later(2 * MINUTE)
    jobs.tidy()
    assert progress(told) == Progress(waiting=1)
    assert db.session.query(Notification).all() == [told]
    assert db.session.query(Delivery).count() == 1
