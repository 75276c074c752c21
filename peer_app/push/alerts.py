"""Tells people of the team, on the phones they chose, that something needs them. It never says what."""

from datetime import datetime, timedelta
from typing import Any

from peer_app.core import clock
from peer_app.core.jobs import wake_after_commit
from peer_app.push import jobs, topics
from peer_app.push.models import ALERT, Notification

#: Later than this it stands on their desk anyway.
LASTS = timedelta(days=1)
#: At most so many alerts within this time. Everything they are about stands on the desk as well.
MOST, WITHIN = 10, timedelta(hours=1)
#: What can wait for the morning needs saying once.
MOST_ABOUT_RECORDS, MOST_ABOUT_TABLETS = 1, 3


def on_concerns_raised(_sender: Any, *, concern_ids: list[int]) -> None:
    """Concerns came: one alert for each, within reason, sent after the commit. Also at night."""
    _alert(topics.CONCERNS, [str(concern_id) for concern_id in concern_ids], "/concerns", most=MOST)


def on_records_held(_sender: Any, *, record_ids: list[str]) -> None:
    """Records were kept aside: coordinators are to look at them."""
    _alert(topics.NEEDS_A_LOOK, record_ids[:MOST_ABOUT_RECORDS], "/needs-a-look", most=MOST_ABOUT_RECORDS)


def on_device_silent(_sender: Any, *, device_id: int, last_heard_at: datetime) -> None:
    """A tablet with records has not been heard of for a day; said once for each silence."""
    silence = f"{device_id}:{last_heard_at.isoformat()}"
    _alert(topics.SILENT_TABLETS, [silence], "/devices", most=MOST_ABOUT_TABLETS)


def _alert(topic: str, about: list[str], path: str, *, most: int) -> None:
    """One alert for each thing it is about that had none yet; of that topic no more than `most` in the time."""
    room = max(0, most - Notification.how_many(ALERT, topic, since=clock.now() - WITHIN))
    for thing in about[:room]:
        notification, is_new = Notification.create(
            dedupe_key=f"alert:{topic}:{thing}",
            kind=ALERT,
            topic=topic,
            title="",
            body="",
            path=path,
            expires_at=clock.now() + LASTS,
        )
        if is_new:
            notification.deliver_to_followers()
    wake_after_commit(jobs.SEND)
