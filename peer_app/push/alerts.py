"""Tells safeguarding leads, on the phones they chose, that something needs them."""

from datetime import timedelta
from typing import Any

from peer_app.core import clock
from peer_app.core.jobs import wake_after_commit
from peer_app.push import jobs, topics
from peer_app.push.models import ALERT, Notification

#: Later than this it stands on their desk anyway.
LASTS = timedelta(days=1)
#: So many alerts in that time, then no more: a phone that rang so often has said it, and all stand on the desk.
MOST, WITHIN = 10, timedelta(hours=1)


def on_concerns_raised(_sender: Any, *, concern_ids: list[int]) -> None:
    """Concerns came: one alert for each, within reason, sent after the commit. Also at night."""
    room = max(0, MOST - Notification.how_many(ALERT, since=clock.now() - WITHIN))
    for concern_id in concern_ids[:room]:
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
