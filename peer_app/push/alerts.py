"""Tells safeguarding leads, on the phones they chose, that something needs them."""

from datetime import timedelta
from typing import Any

from peer_app.core import clock
from peer_app.core.jobs import wake_after_commit
from peer_app.push import jobs, topics
from peer_app.push.models import ALERT, Notification

#: Later than this it stands on their desk anyway.
LASTS = timedelta(days=1)


def on_concerns_raised(_sender: Any, *, concern_ids: list[int]) -> None:
    """Concerns came: one alert for each, whose deliveries are sent after the commit. Also at night."""
    for concern_id in concern_ids:
        notification, _is_new = Notification.create(
            dedupe_key=f"alert:{concern_id}",
            kind=ALERT,
            topic=topics.CONCERNS,
            title="",
            body="",
            path="/concerns",
            expires_at=clock.now() + LASTS,
        )
        notification.deliver_to_followers()
    wake_after_commit(jobs.SEND)
