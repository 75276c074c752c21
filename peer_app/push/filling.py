"""Makes the deliveries that are not made together with their notification: of many followers, or for later.

How far it is stands in `Notification.filled_to`. Each piece is a short transaction of its own, so a
killed worker leaves a whole number of them, and pages that write don't wait.
"""

import time
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push.models import Notification

#: So many deliveries in one transaction.
PIECE = 5_000
#: SQLite lets one transaction write at a time, and whoever waits for it does not stand in line: seconds between two.
_BREATH = 0.02


def is_due() -> bool:
    """Whether there are deliveries to make."""
    found = db.session.scalar(select(Notification.id).where(_unfilled(clock.now())).limit(1))
    db.session.commit()
    return found is not None


def run() -> None:
    """Make all that are to be made by now; commits."""
    while fill_piece():
        time.sleep(_BREATH)


def fill_piece() -> bool:
    """Make the next few deliveries and commit. Whether there were any to make, that no other worker is making."""
    due = select(Notification).where(_unfilled(clock.now())).order_by(Notification.id).limit(1)
    notification = db.session.scalar(due.with_for_update(skip_locked=True))
    if notification is not None:
        notification.filled_to = notification.fill(notification.filled_to or 0, PIECE)
    db.session.commit()
    return notification is not None


def _unfilled(now: datetime) -> ColumnElement[bool]:
    is_time = or_(Notification.send_at.is_(None), Notification.send_at <= now)
    return and_(Notification.filled_to.is_not(None), Notification.stopped_at.is_(None), is_time)
