"""Who wants to be told, what there is to tell, and how far each delivery has come."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    delete,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, codes
from peer_app.core.database import UTCDateTime, upsert
from peer_app.extensions import Model, db
from peer_app.push import timing
from peer_app.push.refusals import REFUSED

WAITING, ACCEPTED, GONE, NOT_DELIVERED = "waiting", "accepted", "gone", "not-delivered"
TOLD, CONFIRMATION, REMINDER, ALERT = "told", "confirmation", "reminder", "alert"

#: What a coordinator tells is worth delivering for this long when it names no day.
KEEPS = timedelta(days=3)


@dataclass(frozen=True)
class Device:
    """What a browser said of itself, checked (`subscriptions.read`)."""

    endpoint: str
    p256dh: str
    auth: str
    language: str
    time_zone: str


class Subscription(Model):
    """One browser that may be told. No name; an account only where a safeguarding lead wants alerts there."""

    __tablename__ = "subscription"
    # An id is never given twice: deliveries outlive the subscription they name.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Where messages for it go; whoever knows it can write to that phone, so it is shown nowhere.
    endpoint: Mapped[str] = mapped_column(Text)
    endpoint_digest: Mapped[str] = mapped_column(String(64), unique=True)
    #: A P-256 point and 16 bytes, base64url (RFC 8291, section 2.1).
    p256dh: Mapped[str] = mapped_column(String(88))
    auth: Mapped[str] = mapped_column(String(24))
    language: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str] = mapped_column(String(64))
    #: Whether its lock screen says nothing that tells others what this is about.
    discreet: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: The lead whose phone it is, while it follows `topics.CONCERNS`.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    #: When its browser last opened the app.
    refreshed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Until then it is told nothing; it keeps what it follows.
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Our public VAPID key it was made for; None where it was never said.
    application_server_key: Mapped[str | None] = mapped_column(String(88))

    @classmethod
    def of(cls, endpoint: str) -> "Subscription | None":
        """The subscription of that endpoint."""
        return db.session.scalar(select(cls).where(cls.endpoint_digest == codes.digest(endpoint)))

    @classmethod
    def keep(cls, device: Device, replaces: "Subscription | None" = None) -> "Subscription":
        """The subscription of that device, made or refreshed; the caller commits.

        A browser that was given a new endpoint keeps its row (`replaces`), topics and all.
        """
        now = clock.now()
        facts = {
            "endpoint": device.endpoint,
            "endpoint_digest": codes.digest(device.endpoint),
            "p256dh": device.p256dh,
            "auth": device.auth,
            "language": device.language,
            "time_zone": device.time_zone,
            "refreshed_at": now,
        }
        found = cls.of(device.endpoint) or replaces
        if found is None:
            new = upsert(cls).values(created_at=now, discreet=True, **facts)
            db.session.execute(new.on_conflict_do_update(index_elements=["endpoint_digest"], set_=facts))
            return db.session.scalars(select(cls).where(cls.endpoint_digest == facts["endpoint_digest"])).one()
        for name, value in facts.items():
            setattr(found, name, value)
        return found

    @classmethod
    def hears_at(cls, moment: datetime) -> ColumnElement[bool]:
        """Those that are not paused then."""
        return or_(cls.paused_until.is_(None), cls.paused_until <= moment)

    @property
    def topics(self) -> frozenset[str]:
        """The keys of everything it follows."""
        rows = select(SubscriptionTopic.topic).where(SubscriptionTopic.subscription_id == self.id)
        return frozenset(db.session.scalars(rows))

    def follow(self, topics: Collection[str]) -> None:
        """Follow these as well; the caller commits."""
        if topics:
            rows = [{"topic": topic, "subscription_id": self.id} for topic in sorted(topics)]
            db.session.execute(upsert(SubscriptionTopic).on_conflict_do_nothing(), rows)

    def unfollow(self, topics: Collection[str]) -> None:
        """Follow these no longer; the caller commits."""
        db.session.execute(
            delete(SubscriptionTopic).where(
                SubscriptionTopic.subscription_id == self.id, SubscriptionTopic.topic.in_(topics)
            )
        )

    def stop(self) -> None:
        """Forget it; what still waits for it is not sent. The caller commits."""
        db.session.delete(self)


@dataclass(frozen=True)
class Reach:
    """How many a notification reaches, and how many of them in the morning, because it is quiet time there."""

    total: int = 0
    in_the_morning: int = 0


class SubscriptionTopic(Model):
    """One subscription follows one topic (`topics`)."""

    __tablename__ = "subscription_topic"

    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    @classmethod
    def reach(cls, topic: str, moment: datetime | None = None) -> Reach:
        """Whom a notification reaches that is sent at `moment` (now, where none is given). Paused ones are left out."""
        at = moment or clock.now()
        rows = db.session.execute(
            select(Subscription.time_zone, func.count())
            .join(cls, cls.subscription_id == Subscription.id)
            .where(cls.topic == topic, Subscription.hears_at(at))
            .group_by(Subscription.time_zone)
        )
        counts = {row.time_zone: int(row[1]) for row in rows}
        quiet = sum(count for time_zone, count in counts.items() if timing.is_quiet(at, time_zone))
        return Reach(sum(counts.values()), quiet)


@dataclass(frozen=True)
class Progress:
    """How many deliveries of one notification are in which state."""

    accepted: int = 0
    waiting: int = 0
    gone: int = 0
    not_delivered: int = 0
    #: A push service refuses our key: nothing moves there until somebody looks.
    key_refused: bool = False

    @property
    def total(self) -> int:
        return self.accepted + self.waiting + self.gone + self.not_delivered

    @property
    def settled(self) -> int:
        return self.total - self.waiting


class Notification(Model):
    """Something to tell. Made together with its deliveries."""

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: TOLD by a coordinator, CONFIRMATION of a new subscription, REMINDER, or ALERT for safeguarding leads
    kind: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(40))
    #: What it says where it need not be discreet, in `language`; reminders are worded when they are sent.
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en", server_default="en")
    #: The same in other languages: {code: {"title", "body"}}.
    translations: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict, server_default="{}")
    #: The listing it speaks of ("event:12"); empty where it speaks of none.
    listing_key: Mapped[str] = mapped_column(String(40), default="", server_default="")
    #: The page that a tap opens, without its language (`address_in`).
    path: Mapped[str] = mapped_column(String(200))
    #: When that begins which it speaks of, if it speaks of something dated.
    happens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Not worth delivering any more.
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: When sending begins; None: at once.
    send_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: When and by whom it was stopped in mid-run; what had not gone out by then never does.
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_by_id: Mapped[int | None]
    #: Subscriptions up to this id have their delivery; None once all have.
    filled_to: Mapped[int | None]
    #: Two notifications with the same key are one: a second tap, a second sweep.
    dedupe_key: Mapped[str | None] = mapped_column(String(100), unique=True)

    @classmethod
    def create(cls, *, dedupe_key: str, **facts: object) -> "tuple[Notification, bool]":
        """The notification of that key, and whether it is new; the caller commits."""
        new = upsert(cls).values(dedupe_key=dedupe_key, created_at=clock.now(), **facts)
        made = db.session.scalar(new.on_conflict_do_nothing().returning(cls.id))
        found = db.session.scalars(select(cls).where(cls.dedupe_key == dedupe_key)).one()
        return found, made is not None

    @classmethod
    def how_many(cls, kind: str, since: datetime) -> int:
        """How many of that kind were made after a moment."""
        made = select(func.count(cls.id)).where(cls.kind == kind, cls.created_at > since)
        return db.session.scalar(made) or 0

    @classmethod
    def told(cls, limit: int = 50) -> "list[Notification]":
        """What coordinators told, latest first."""
        rows = select(cls).where(cls.kind == TOLD).order_by(cls.id.desc()).limit(limit)
        return list(db.session.scalars(rows))

    @property
    def tag(self) -> str:
        """A later one with the same tag replaces it on the lock screen.

        At most 32 letters of base64url, because it is the Topic header, too (RFC 8030, section 5.4).
        """
        if self.listing_key:
            return self.listing_key.replace(":", "-")
        return f"{self.kind}-{self.id}"

    def address_in(self, language: str) -> str:
        """The page that a tap opens. Those for people who are signed in have no language in front."""
        return self.path if self.kind == ALERT else f"/{language}{self.path}"

    def deliver_to_followers(self) -> None:
        """A delivery for each subscription that follows the topic and has none yet."""
        follower = SubscriptionTopic.subscription_id
        self._deliver(select(*self._new_delivery(follower)).where(SubscriptionTopic.topic == self.topic))

    def deliver_to(self, subscription: Subscription) -> None:
        """A delivery for one subscription, unless it has one."""
        self._deliver(select(*self._new_delivery(Subscription.id)).where(Subscription.id == subscription.id))

    def _new_delivery(self, to: Any) -> tuple[Any, ...]:
        return literal(self.id), to, literal(WAITING), literal(0), literal(clock.now(), UTCDateTime)

    def _deliver(self, rows: Select[Any]) -> None:
        columns = ["notification_id", "subscription_id", "state", "tries", "next_try_at"]
        db.session.execute(upsert(Delivery).from_select(columns, rows).on_conflict_do_nothing())

    @property
    def progress(self) -> Progress:
        """How far its deliveries are."""
        return progress_of([self.id]).get(self.id, Progress())


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
    #: WAITING, or ACCEPTED by the push service, GONE from it, NOT_DELIVERED
    state: Mapped[str] = mapped_column(String(15))
    #: How often it was sent, to no avail or not; 0 again when it was our key that was refused.
    tries: Mapped[int]
    #: The push service's last answer, an HTTP status; none when it gave none.
    last_status: Mapped[int | None]
    #: When to take it up. Whoever takes it up moves this to the end of the lease.
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: When it was accepted, if it is of a kind that nobody is sent more than a few of in a week.
    counted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def progress_of(notification_ids: Collection[int]) -> dict[int, Progress]:
    """The progress of several notifications by id."""
    key_refused = Delivery.last_status.in_(REFUSED) & (Delivery.tries == 0)
    rows = db.session.execute(
        select(Delivery.notification_id, Delivery.state, func.count(), func.count().filter(key_refused))
        .where(Delivery.notification_id.in_(notification_ids))
        .group_by(Delivery.notification_id, Delivery.state)
    )
    found: dict[int, Progress] = {}
    for notification_id, state, count, refusals in rows:
        before = found.get(notification_id, Progress())
        is_refused = before.key_refused or (state == WAITING and refusals > 0)
        found[notification_id] = replace(before, key_refused=is_refused, **{state.replace("-", "_"): count})
    return found
