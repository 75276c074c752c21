"""Who wants to be told, and of what."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, codes, languages
from peer_app.core.database import UTCDateTime, upsert
from peer_app.extensions import Model, db
from peer_app.push import topics

#: How long "Not now" holds.
PAUSE = timedelta(days=30)


@dataclass(frozen=True)
class Browser:
    """What a browser said of itself, checked (`subscriptions.read`)."""

    endpoint: str
    p256dh: str
    auth: str
    #: None: the browser does not say, and what is known already stands.
    language: str | None = None
    time_zone: str | None = None
    #: Our key that it was made for.
    application_server_key: str | None = None


class NotTheirsError(Exception):
    """Whoever asks does not have the secret that this subscription was made with."""


class Subscription(Model):
    """One browser that receives notifications. It holds no name; an account only where one of the team wants alerts."""

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
    #: Whose of the team it is, while it follows one of `topics.OWN_WORK`.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    #: When its browser last opened the app.
    refreshed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Until then it is told nothing; it keeps what it follows.
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Our public VAPID key it was made for; None where it was never said.
    application_server_key: Mapped[str | None] = mapped_column(String(88))
    #: Their own quiet time ("21:00"); None: that of the settings.
    quiet_from: Mapped[str | None] = mapped_column(String(5))
    quiet_until: Mapped[str | None] = mapped_column(String(5))
    #: Their own words for what is discreet, like "Library reminder"; empty: ours.
    lock_screen_title: Mapped[str] = mapped_column(String(40), default="", server_default="")
    #: The weekly digest, for whoever follows it: weekday (Monday: 0) and time of day there.
    digest_day: Mapped[int] = mapped_column(default=0, server_default="0")
    digest_at: Mapped[str] = mapped_column(String(5), default="10:00", server_default="10:00")
    #: When the next digest is to be made, and when the last one was due; None where there is none.
    digest_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    digested_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def of(cls, endpoint: str) -> "Subscription | None":
        """The subscription of that endpoint."""
        return db.session.scalar(select(cls).where(cls.endpoint_digest == codes.digest(endpoint)))

    @classmethod
    def of_browser(cls, endpoint: str, auth: str) -> "Subscription | None":
        """The subscription of that endpoint, for the browser that it was made in; None where there is none.

        `auth` is the secret that the browser made with it (RFC 8291, section 3.2). An endpoint alone is no power: push
        services and proxies see it. Raises `NotTheirsError` for another secret.
        """
        found = cls.of(endpoint)
        if found is not None and not hmac.compare_digest(found.auth.encode(), auth.encode()):
            raise NotTheirsError
        return found

    @classmethod
    def keep(cls, browser: Browser, replaces: "Subscription | None" = None) -> "Subscription":
        """The subscription of that browser, made or refreshed; the caller commits.

        Raises `NotTheirsError` where the endpoint is known with another secret.
        A browser that was given a new endpoint keeps its row (`replaces`), topics and all.
        """
        now = clock.now()
        said = {name: value for name, value in asdict(browser).items() if value is not None}
        facts = {**said, "endpoint_digest": codes.digest(browser.endpoint), "refreshed_at": now}
        found = cls.of_browser(browser.endpoint, browser.auth) or replaces
        if found is None:
            made = {"language": languages.DEFAULT, "time_zone": clock.time_zone().key, **facts}
            new = upsert(cls).values(created_at=now, discreet=True, **made)
            # Somebody may have been quicker: they are the same browser, or they are left alone.
            same = cls.auth == browser.auth
            db.session.execute(new.on_conflict_do_update(index_elements=["endpoint_digest"], set_=facts, where=same))
            return cls.of_browser(browser.endpoint, browser.auth) or cls.keep(browser, replaces)
        for name, value in facts.items():
            setattr(found, name, value)
        if replaces is not None and replaces is not found:
            replaces.stop()  # one browser is one row
        return found

    @classmethod
    def hears_at(cls, moment: datetime) -> ColumnElement[bool]:
        """Those that are not paused then."""
        return or_(cls.paused_until.is_(None), cls.paused_until <= moment)

    @classmethod
    def rhythm(cls) -> tuple[ColumnElement[Any], ...]:
        """What decides when a phone may light up, as `timing.may_come_at` takes it."""
        return cls.time_zone.expression, cls.quiet_from.expression, cls.quiet_until.expression

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

    @property
    def own_quiet_time(self) -> tuple[str, str] | None:
        """Their own quiet time, from and until; None where they have none of their own."""
        return (self.quiet_from, self.quiet_until) if self.quiet_from and self.quiet_until else None

    @property
    def discreet_topics(self) -> dict[str, bool]:
        """The topics that are not shown as the others are: whether each says little."""
        chosen = SubscriptionTopic.subscription_id == self.id, SubscriptionTopic.discreet.is_not(None)
        rows = db.session.execute(select(SubscriptionTopic.topic, SubscriptionTopic.discreet).where(*chosen))
        return {row.topic: bool(row.discreet) for row in rows}

    def set_discreet(self, topics: Mapping[str, bool | None]) -> None:
        """Whether each of these says little (None: as for all); only of what it follows. The caller commits."""
        for topic in topics.keys() & self.topics:
            row = SubscriptionTopic.subscription_id == self.id, SubscriptionTopic.topic == topic
            db.session.execute(update(SubscriptionTopic).where(*row).values(discreet=topics[topic]))

    def pause(self) -> None:
        """Tell it nothing for a month; the caller commits."""
        self.paused_until = clock.now() + PAUSE

    def carry_on(self) -> None:
        """End a pause; the caller commits."""
        self.paused_until = None

    @property
    def pause_ends(self) -> datetime | None:
        """When the pause ends that it is in; None when it is in none."""
        return self.paused_until if self.paused_until and self.paused_until > clock.now() else None

    def stop(self) -> None:
        """Forget it; what still waits for it is not sent. The caller commits."""
        db.session.delete(self)


class SubscriptionTopic(Model):
    """One subscription follows one topic (`topics`)."""

    __tablename__ = "subscription_topic"

    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    #: Whether this one says little on the lock screen; None: as for all.
    discreet: Mapped[bool | None]

    @classmethod
    def hears(cls, topic: str) -> ColumnElement[bool]:
        """The rows of subscriptions that receive what is told of a topic. A subscription that follows the topic and its
        whole kind has two.
        """
        heard = topics.heard_by(topic)
        return cls.topic == topic if len(heard) == 1 else cls.topic.in_(heard)

    @classmethod
    def how_many(cls, topic: str, moment: datetime, *, after: int = 0) -> int:
        """How many receive what is told of a topic at `moment` (aware), paused ones left out.

        after: count only subscriptions with an id above this one.
        """
        is_one_each = len(topics.heard_by(topic)) == 1
        count = func.count() if is_one_each else func.count(Subscription.id.distinct())
        followers = select(count).select_from(Subscription).join(cls, cls.subscription_id == Subscription.id)
        hearing = followers.where(cls.hears(topic), cls.subscription_id > after, Subscription.hears_at(moment))
        return db.session.scalar(hearing) or 0
