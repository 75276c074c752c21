"""One notification on its way to one phone, and how many have come how far."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core.database import UTCDateTime
from peer_app.extensions import Model, db
from peer_app.push.refusals import REFUSED

WAITING, ACCEPTED, GONE, NOT_DELIVERED, STOPPED = "waiting", "accepted", "gone", "not-delivered", "stopped"


class Delivery(Model):
    """One notification on its way to one subscription."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index(
            "ix_delivery_waiting",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_delivery_counted",
            "subscription_id",
            "counted_at",
            sqlite_where=text("counted_at IS NOT NULL"),
            postgresql_where=text("counted_at IS NOT NULL"),
        ),
    )

    notification_id: Mapped[int] = mapped_column(ForeignKey("notification.id", ondelete="CASCADE"), primary_key=True)
    #: No foreign key: that it was gone is remembered longer than the subscription.
    subscription_id: Mapped[int] = mapped_column(primary_key=True)
    #: WAITING, or ACCEPTED by the push service, GONE from it, NOT_DELIVERED, STOPPED before it went out
    state: Mapped[str] = mapped_column(String(15))
    #: How often it was sent, to no avail or not; 0 again when it was our key that was refused.
    tries: Mapped[int]
    #: The push service's last answer, an HTTP status; none when it gave none.
    last_status: Mapped[int | None]
    #: When to take it up. Whoever takes it up moves this to the end of the lease.
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: When it was taken up and then accepted, if it is of a kind that nobody is sent more than a few of in a week.
    counted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


@dataclass(frozen=True)
class Progress:
    """How many deliveries of one notification are in which state."""

    accepted: int = 0
    waiting: int = 0
    gone: int = 0
    not_delivered: int = 0
    #: What somebody stopped before it went out.
    stopped: int = 0
    #: Of those that wait, what a worker is sending this moment, as far as it counts for the frequency cap.
    in_hand: int = 0
    #: A push service refuses our key: nothing moves there until somebody looks.
    key_refused: bool = False

    @property
    def total(self) -> int:
        """How many deliveries there are."""
        return self.accepted + self.waiting + self.gone + self.not_delivered + self.stopped

    @property
    def went_out(self) -> int:
        """How many of them were accepted, or are being sent."""
        return self.accepted + self.in_hand

    @property
    def settled(self) -> int:
        """How many of them nothing more will become of."""
        return self.total - self.waiting


def counts_of(notification_ids: Collection[int]) -> dict[int, Progress]:
    """How many deliveries of several notifications, by id, are in which state."""
    key_refused = Delivery.last_status.in_(REFUSED) & (Delivery.tries == 0)
    # Whoever takes one up sets `counted_at`, and clears it where it was not accepted.
    in_hand = Delivery.counted_at.is_not(None)
    shape = Delivery.notification_id, Delivery.state
    rows = db.session.execute(
        select(*shape, func.count(), func.count().filter(key_refused), func.count().filter(in_hand))
        .where(Delivery.notification_id.in_(notification_ids))
        .group_by(*shape)
    )
    found: dict[int, Progress] = {}
    for notification_id, state, count, refusals, taken in rows:
        before = found.get(notification_id, Progress())
        facts: dict[str, Any] = {state.replace("-", "_"): count}
        if state == WAITING:
            facts |= {"key_refused": refusals > 0, "in_hand": taken}
        found[notification_id] = replace(before, **facts)
    return found
