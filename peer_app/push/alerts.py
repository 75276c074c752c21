"""Tells people of the team, on the phones they chose, that something needs them. It never says what.

Frequency caps count by source (a device, or an account at a desk), so that no source can use up the alerts of another.
What the cap on concerns holds back is summed up in one more alert when the hour is over.
"""

from datetime import datetime, timedelta
from typing import Any

from peer_app.core import clock
from peer_app.core.database import take_turns
from peer_app.core.jobs import wake_after_commit
from peer_app.push import jobs, topics
from peer_app.push.models import ALERT, Notification

#: Later than this it stands on their desk anyway.
LASTS = timedelta(days=1)
#: At most so many alerts from one source within this time. Everything they are about stands on the desk as well.
MOST, WITHIN = 10, timedelta(hours=1)
#: What can wait for the morning needs saying once.
MOST_ABOUT_RECORDS, MOST_ABOUT_TABLETS = 1, 3


def on_concerns_raised(_sender: Any, *, concern_ids: list[int], source: str) -> None:
    """Concerns came: one alert for each up to the cap, a summary for the rest, sent after the commit. Also at night."""
    # In turns, because a cap is a look before the leap, and two at once would both find room.
    take_turns(f"alerts:{source}")
    told = _alert(topics.CONCERNS, source, [str(concern_id) for concern_id in concern_ids], "/concerns", most=MOST)
    if told < len(concern_ids):
        _sum_up(source, len(concern_ids) - told)


def on_records_held(_sender: Any, *, record_ids: list[str], source: str) -> None:
    """Records were kept aside: coordinators are to look at them."""
    _alert(topics.NEEDS_A_LOOK, source, record_ids[:MOST_ABOUT_RECORDS], "/needs-a-look", most=MOST_ABOUT_RECORDS)


def on_device_silent(_sender: Any, *, device_id: int, last_heard_at: datetime) -> None:
    """A tablet with records has not been heard of for a day; said once for each silence."""
    silence = last_heard_at.isoformat()
    _alert(topics.SILENT_TABLETS, f"device:{device_id}", [silence], "/devices", most=MOST_ABOUT_TABLETS)


def _alert(topic: str, source: str, about: list[str], path: str, *, most: int) -> int:
    """One alert for each thing it is about that had none yet, up to `most` in the time; how many had room."""
    key = _key(topic, source)
    room = max(0, most - Notification.how_many(key, since=clock.now() - WITHIN))
    for thing in about[:room]:
        _make(f"{key}{thing}", topic, path)
    wake_after_commit(jobs.SEND)
    return min(room, len(about))


def _sum_up(source: str, more: int) -> None:
    """Add to the summary that goes out when the hour is over. At most one of a source waits at a time."""
    key = f"{_key(topics.CONCERNS, source)}more:"
    summary = Notification.planned(key)
    if summary is None:
        due = clock.now() + WITHIN
        _make(f"{key}{due.isoformat()}", topics.CONCERNS, "/concerns", body=str(more), send_at=due)
    else:
        summary.body = str(int(summary.body) + more)


def _key(topic: str, source: str) -> str:
    return f"alert:{topic}:{source}:"


def _make(dedupe_key: str, topic: str, path: str, *, body: str = "", send_at: datetime | None = None) -> None:
    """body: how many it sums up, in digits; empty for one about a single thing."""
    notification, is_new = Notification.create(
        dedupe_key=dedupe_key,
        kind=ALERT,
        topic=topic,
        title="",
        body=body,
        path=path,
        send_at=send_at,
        expires_at=(send_at or clock.now()) + LASTS,
    )
    if is_new:
        notification.deliver_to_followers()
