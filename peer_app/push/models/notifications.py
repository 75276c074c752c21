"""What there is to tell, to whom it goes, and when it may."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Select, String, Text, and_, case, func, literal, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from peer_app.core import clock
from peer_app.core.access import Actor
from peer_app.core.database import UTCDateTime, upsert
from peer_app.extensions import Model, db
from peer_app.push import timing, topics
from peer_app.push.models.deliveries import ACCEPTED, NOT_DELIVERED, WAITING, Delivery, Progress, counts_of
from peer_app.push.models.subscriptions import Subscription, SubscriptionTopic

TOLD, URGENT, CONFIRMATION, REMINDER, ALERT = "told", "urgent", "confirmation", "reminder", "alert"
CHANGE, CANCELLATION, DIGEST = "change", "cancellation", "digest"
#: What somebody of the team wrote, and what takes back what was announced.
WRITTEN, CHANGES = frozenset({TOLD, URGENT}), frozenset({CHANGE, CANCELLATION})

#: What names no day is worth telling for this long: it may have to wait for quiet time and the frequency cap.
KEEPS = timedelta(days=28)
#: A push service keeps it for a phone that is off for no longer than this: news that old would be none.
STORED = timedelta(days=3)
#: So many deliveries are made in the transaction that makes the notification.
AT_ONCE = 20_000
#: After a change that says when, no reminder comes for so long.
SAID_WHEN = timedelta(hours=3)
#: In quiet time, too: what changed this long before it begins, and what somebody asked to be reminded of.
SOON, LAST_CALL = timedelta(hours=12), timedelta(hours=2)


class Notification(Model):
    """Something to tell. Made together with its deliveries."""

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: TOLD by a coordinator or a host, URGENT words of a coordinator, CONFIRMATION of a new subscription, REMINDER,
    #: ALERT for people of the team, CHANGE of what was announced before (also: it takes place after all), CANCELLATION,
    #: the weekly DIGEST
    kind: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(40))
    #: What it says where it need not be discreet, in `language`; reminders are worded when they are sent.
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en", server_default="en")
    #: The same in other languages: {code: {"title", "body"}}.
    translations: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict, server_default="{}")
    #: The listing it speaks of ("event:12"), or one session of a group ("group:3@20270302T1400");
    #: empty where it speaks of none.
    listing_key: Mapped[str] = mapped_column(String(40), default="", server_default="")
    #: The page that a tap opens, without its language (`address_in`).
    path: Mapped[str] = mapped_column(String(200))
    #: When the event it is about begins; None where it is about nothing dated.
    happens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: From then on it is not worth delivering.
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: When sending begins; None: at once. Of a reminder: when it is due.
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
    def with_key(cls, dedupe_key: str) -> "Notification | None":
        """The notification of that key, if it was made."""
        return db.session.scalar(select(cls).where(cls.dedupe_key == dedupe_key))

    @classmethod
    def how_many(cls, key_prefix: str, since: datetime) -> int:
        """How many whose `dedupe_key` begins like that were made after a moment."""
        made = select(func.count(cls.id)).where(cls._keyed(key_prefix), cls.created_at > since)
        return db.session.scalar(made) or 0

    @classmethod
    def planned(cls, key_prefix: str) -> "Notification | None":
        """The latest whose `dedupe_key` begins like that and that has not begun to go out."""
        ahead = select(cls).where(cls._keyed(key_prefix), cls.send_at > clock.now(), cls.stopped_at.is_(None))
        return db.session.scalar(ahead.order_by(cls.id.desc()).limit(1))

    @classmethod
    def _keyed(cls, prefix: str) -> ColumnElement[bool]:
        return cls.dedupe_key.startswith(prefix, autoescape=True)

    @classmethod
    def told(cls, only: Collection[str] | None = None, limit: int = 50) -> "list[Notification]":
        """What people were told, latest first; about the topics `only`, where they are given."""
        return list(db.session.scalars(cls._told(only).order_by(cls.id.desc()).limit(limit)))

    @classmethod
    def find_told(cls, notification_id: int, only: Collection[str] | None = None) -> "Notification | None":
        """What people were told under that number; about one of the topics `only`, where they are given."""
        return db.session.scalar(cls._told(only).where(cls.id == notification_id))

    @classmethod
    def _told(cls, only: Collection[str] | None) -> "Select[Notification]":
        told = select(cls).where(cls.kind.in_(WRITTEN))
        return told if only is None else told.where(cls.topic.in_(only))

    @property
    def is_planned(self) -> bool:
        """Whether it goes out later, unless somebody stops it."""
        return self.send_at is not None and self.send_at > clock.now() and self.stopped_at is None

    @property
    def tag(self) -> str:
        """A later one with the same tag replaces it on the lock screen.

        At most 32 letters of base64url, because it is the Topic header, too (RFC 8030, section 5.4).
        """
        if self.listing_key:
            return self.listing_key.replace(":", "-").replace("@", "-")
        return f"{self.kind}-{self.id}"

    def address_in(self, language: str) -> str:
        """The page that a tap opens. Those for people who are signed in have no language in front."""
        return self.path if self.kind == ALERT else f"/{language}{self.path}"

    def comes_at_any_hour(self, moment: datetime) -> bool:
        """Whether it may light up a phone at `moment`, quiet time or not."""
        if self.kind == CONFIRMATION or (self.kind == ALERT and self.topic == topics.CONCERNS):
            return True
        before = self._also_at_night
        return before is not None and self.happens_at is not None and moment >= self.happens_at - before

    @property
    def _also_at_night(self) -> timedelta | None:
        """How long before it begins quiet time does not matter; None where it always does."""
        if self.kind in CHANGES or self.kind == URGENT:
            return SOON
        is_asked_for = self.kind == REMINDER and self.topic == self.listing_key.partition("@")[0]
        return LAST_CALL if is_asked_for else None

    def may_come_at(
        self, moment: datetime, time_zone: str, quiet_from: str | None = None, quiet_until: str | None = None
    ) -> datetime:
        """The first moment, not before `moment`, at which it may light up a phone in that time zone.

        quiet_from, quiet_until: its owner's own quiet time; None: that of the settings.
        """
        morning = timing.may_come_at(moment, time_zone, quiet_from, quiet_until)
        if morning == moment:
            return moment
        comes_at = self._comes_at_the_earliest(moment, morning)
        return min(morning, timing.not_before_dawn(comes_at, time_zone)) if self.kind == REMINDER else comes_at

    def _comes_at_the_earliest(self, moment: datetime, morning: datetime) -> datetime:
        """When it may come in the quiet time that begins by `moment` and ends in the `morning`."""
        if self.comes_at_any_hour(moment):
            return moment
        if self.comes_at_any_hour(morning) and self.happens_at is not None and self._also_at_night is not None:
            return self.happens_at - self._also_at_night
        return morning

    def deliver_to_followers(self) -> None:
        """A delivery for each subscription that follows the topic and has none yet.

        Where there are very many, or it is sent later, `filling` makes the rest of them.
        """
        is_later = self.send_at is not None and self.send_at > clock.now()
        self.filled_to = 0 if is_later else self.fill(0, AT_ONCE)

    def fill(self, after: int, most: int) -> int | None:
        """Make the next `most` deliveries, for followers with an id above `after`.

        Gives the id up to which they are made, or None when those were all.
        """
        id_ = SubscriptionTopic.subscription_id
        has_one = select(Delivery).where(Delivery.notification_id == self.id, Delivery.subscription_id == id_).exists()
        hears = SubscriptionTopic.hears(self.topic)
        followers = select(id_).where(hears, id_ > after, ~has_one).distinct()
        last = db.session.scalar(followers.order_by(id_).offset(most - 1).limit(1))
        whom = select(Subscription).join(SubscriptionTopic, and_(Subscription.id == id_, hears, id_ > after))
        self.deliver(whom if last is None else whom.where(id_ <= last))
        return last

    def deliver_to(self, subscription: Subscription) -> None:
        """A delivery for one subscription, unless it has one."""
        self.deliver(select(Subscription).where(Subscription.id == subscription.id))

    def deliver(self, whom: Select[Any]) -> None:
        """A delivery for each subscription that `whom` selects, and that is not paused and has none yet."""
        now = clock.now()
        hearing = whom if self.kind == CONFIRMATION else whom.where(Subscription.hears_at(now))
        if self.kind == REMINDER and self.send_at is not None:
            hearing = hearing.where(~self._is_said_already(self.send_at))
        rhythms = hearing.with_only_columns(*Subscription.rhythm(), maintain_column_froms=True).distinct()
        comes_at = {tuple(rhythm): self.may_come_at(now, *rhythm) for rhythm in db.session.execute(rhythms)}
        if not comes_at:
            return
        first_try_at = _by_rhythm(comes_at, UTCDateTime)
        state = _by_rhythm({rhythm: self._state_at(moment) for rhythm, moment in comes_at.items()}, String)
        columns = ["notification_id", "subscription_id", "state", "tries", "next_try_at"]
        rows = hearing.with_only_columns(
            literal(self.id), Subscription.id, state, literal(0), first_try_at, maintain_column_froms=True
        )
        db.session.execute(upsert(Delivery).from_select(columns, rows).on_conflict_do_nothing())

    def _is_said_already(self, due: datetime) -> ColumnElement[bool]:
        """Subscriptions that a change told when it is: not long before the reminder was due, later, or soon.

        Whoever takes a delivery up moves its `next_try_at` to the end of the lease, where it stays once it went out.
        """
        change = aliased(Notification)
        told = select(Delivery).join(change, change.id == Delivery.notification_id)
        return told.where(
            Delivery.subscription_id == Subscription.id,
            Delivery.state.in_((WAITING, ACCEPTED)),
            Delivery.next_try_at >= due - SAID_WHEN,
            change.listing_key == self.listing_key,
            change.kind == CHANGE,
            change.stopped_at.is_(None),
        ).exists()

    def _state_at(self, moment: datetime) -> str:
        return WAITING if moment < self.expires_at else NOT_DELIVERED

    def stop(self, by: Actor | None = None) -> None:
        """Let nothing more of it go out; the caller commits. `by`: None where it became wrong by itself.

        What a worker has taken up by now may still arrive, a chunk at most. The rest is settled by workers.
        """
        if self.stopped_at is None:
            self.stopped_at, self.stopped_by_id, self.filled_to = clock.now(), by.id if by else None, None

    def worth_keeping(self, now: datetime) -> timedelta:
        """How long a push service is to keep it for a phone that is off."""
        left = self.expires_at - now
        return min(left, STORED) if self.kind in WRITTEN and self.happens_at is None else left

    @property
    def progress(self) -> Progress:
        """How far its deliveries are."""
        return progress_of([self.id]).get(self.id, Progress())


def progress_of(notification_ids: Collection[int]) -> dict[int, Progress]:
    """The progress of several notifications by id.

    With what was stopped, though no worker has settled it yet, and with those whose delivery is still to be made.
    """
    found = counts_of(notification_ids)
    special = or_(Notification.stopped_at.is_not(None), Notification.filled_to.is_not(None))
    for it in db.session.scalars(select(Notification).where(Notification.id.in_(notification_ids), special)):
        so_far = found.get(it.id, Progress())
        if it.stopped_at is not None:
            # What a worker has in hand still goes out; that is a matter of seconds.
            ended = so_far.stopped + so_far.waiting - so_far.in_hand
            found[it.id] = replace(so_far, waiting=so_far.in_hand, stopped=ended, key_refused=False)
        else:
            ahead = SubscriptionTopic.how_many(it.topic, it.send_at or clock.now(), after=it.filled_to or 0)
            found[it.id] = replace(so_far, waiting=so_far.waiting + ahead)
    return found


def _by_rhythm(values: dict[tuple[Any, ...], Any], kind: Any) -> ColumnElement[Any]:
    """The value for each subscription's rhythm; the commonest needs no comparison."""
    (commonest, _count), *others = Counter(values.values()).most_common()
    if not others:
        return literal(commonest, kind)
    whens = [
        (and_(*(it.is_not_distinct_from(part) for it, part in zip(Subscription.rhythm(), rhythm, strict=True))), value)
        for rhythm, value in values.items()
        if value != commonest
    ]
    return case(*((condition, literal(value, kind)) for condition, value in whens), else_=literal(commonest, kind))
