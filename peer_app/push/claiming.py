"""Claims deliveries that are due, and sorts out those that may not go out now."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import Row, case, select, tuple_, update

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import own_work, topics, weekly, wording
from peer_app.push.models import (
    ALERT,
    CHANGES,
    CONFIRMATION,
    GONE,
    NOT_DELIVERED,
    STOPPED,
    WAITING,
    WRITTEN,
    Delivery,
    Notification,
    Subscription,
    SubscriptionTopic,
)
from peer_app.push.refusals import REFUSED
from peer_app.push.sending import Message
from peer_app.push.settling import row, write

#: Longer than a whole chunk takes when every push service hangs.
LEASE = timedelta(minutes=3)
#: Longer than one message takes, whatever the push service does.
ONE_AT_A_TIME = timedelta(seconds=15)
_PHONE = (
    Subscription.id,
    Subscription.endpoint,
    Subscription.p256dh,
    Subscription.auth,
    Subscription.application_server_key,
    Subscription.language,
    Subscription.time_zone,
    Subscription.discreet,
    Subscription.account_id,
    Subscription.paused_until,
    Subscription.quiet_from,
    Subscription.quiet_until,
    Subscription.lock_screen_title,
)
Phone = Row[Any]


class Claimed(NamedTuple):
    """Some deliveries under a lease."""

    messages: list[Message]
    #: How many were claimed, including those that may not go out now.
    taken: int


class _Due(NamedTuple):
    notification_id: int
    subscription_id: int
    tries: int
    last_status: int | None


def claim(count: int) -> Claimed:
    """Take up to `count` due deliveries under a lease, and commit. What may not go out now is settled or put off."""
    now = clock.now()
    due = _take(count, now)
    messages = _messages(due, now) if due else []
    # In any order: no row of strangers, refused one after the other, stands before everybody else for good.
    random.shuffle(messages)
    db.session.commit()
    return Claimed(messages, len(due))


def _take(count: int, now: datetime) -> list[_Due]:
    due = (
        select(Delivery.notification_id, Delivery.subscription_id)
        .where(Delivery.state == WAITING, Delivery.next_try_at <= now)
        .order_by(Delivery.next_try_at)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    kind = select(Notification.kind).where(Notification.id == Delivery.notification_id).scalar_subquery()
    taken = db.session.execute(
        update(Delivery)
        .where(tuple_(Delivery.notification_id, Delivery.subscription_id).in_(due))
        .values(next_try_at=now + LEASE, counted_at=case((kind.in_(WRITTEN), now)))
        .returning(Delivery.notification_id, Delivery.subscription_id, Delivery.tries, Delivery.last_status)
        .execution_options(synchronize_session=False)
    )
    return [_Due(*found) for found in taken]


def _messages(due: Sequence[_Due], now: datetime) -> list[Message]:
    wanted = {it.notification_id for it in due}
    notifications = {it.id: it for it in db.session.scalars(select(Notification).where(Notification.id.in_(wanted)))}
    phones = _phones({it.subscription_id for it in due})
    # Looked up now: whoever had a part in that work when it was made may have none any more.
    entitled = own_work.accounts_for({it.topic for it in notifications.values() if it.kind == ALERT})
    overtaken = _in_hand(due, notifications, now)
    going, others = [], []
    for it in due:
        phone = phones.get(it.subscription_id)
        instead = _instead(notifications[it.notification_id], phone, entitled, now)
        if instead is None and it in overtaken:
            instead = WAITING, now + ONE_AT_A_TIME
        if instead is None:
            going.append(it)
        else:
            others.append(row(*it[:2], instead[0], next_try_at=instead[1]))
    write(others)
    going = _within_the_week(going, notifications, phones, now)
    payloads = _Payloads()
    discreet = _discreet_by_topic({it.subscription_id for it in going})
    found = []
    for it in going:
        notification, phone = notifications[it.notification_id], phones[it.subscription_id]
        is_discreet = _is_discreet(notification, phone, discreet)
        payload = payloads.of(notification, phone.language, is_discreet, phone.lock_screen_title)
        found.append(_message(it, notification, phone, payload, now))
    return found


def _in_hand(due: Sequence[_Due], notifications: Mapping[int, Notification], now: datetime) -> set[_Due]:
    """Changes whose phone may be sent, this very moment, what they take back: that must not come after them.

    Whatever was stopped and is under a lease may be in the hands of a worker; a try takes seconds.
    """
    keys = {it: notifications[it.notification_id].listing_key for it in due if _is_change(notifications, it)}
    if not keys:
        return set()
    leased = (
        select(Notification.listing_key, Delivery.notification_id, Delivery.subscription_id)
        .join(Notification, Notification.id == Delivery.notification_id)
        .where(
            Notification.listing_key.in_(set(keys.values())),
            Notification.stopped_at.is_not(None),
            Delivery.subscription_id.in_({it.subscription_id for it in keys}),
            Delivery.state == WAITING,
            Delivery.next_try_at > now,
            Delivery.next_try_at <= now + LEASE,
        )
    )
    ours = {it[:2] for it in due}  # those end right here
    found = {(key, phone) for key, it, phone in db.session.execute(leased) if (it, phone) not in ours}
    return {it for it, key in keys.items() if (key, it.subscription_id) in found}


def _is_change(notifications: Mapping[int, Notification], due: _Due) -> bool:
    return notifications[due.notification_id].kind in CHANGES


def _phones(ids: Collection[int]) -> dict[int, Phone]:
    found: Iterable[Phone] = db.session.execute(select(*_PHONE).where(Subscription.id.in_(ids)))
    return {phone.id: phone for phone in found}


def _instead(
    notification: Notification, phone: Phone | None, entitled: Mapping[str, Collection[int]], now: datetime
) -> tuple[str, datetime | None] | None:
    """What becomes of a delivery that may not go out now: its state, and when it is looked at again.

    None where it may.
    """
    if phone is None or (notification.kind == ALERT and phone.account_id not in entitled[notification.topic]):
        return GONE, None
    if notification.stopped_at is not None:
        return STOPPED, None
    is_paused = phone.paused_until is not None and phone.paused_until > now
    if now >= notification.expires_at or (is_paused and notification.kind != CONFIRMATION):
        return NOT_DELIVERED, None
    comes_at = notification.may_come_at(now, phone.time_zone, phone.quiet_from, phone.quiet_until)
    return None if comes_at <= now else _put_off(notification, comes_at)


def _put_off(notification: Notification, until: datetime) -> tuple[str, datetime | None]:
    return (WAITING, until) if until < notification.expires_at else (NOT_DELIVERED, None)


def _within_the_week(
    going: list[_Due], notifications: Mapping[int, Notification], phones: Mapping[int, Phone], now: datetime
) -> list[_Due]:
    """Those of `going` that are not too many for one person; the others wait."""
    counted = [it[:2] for it in going if notifications[it.notification_id].kind in WRITTEN]
    too_many = weekly.too_many(counted, now)
    rows = []
    for (notification_id, subscription_id), until in too_many.items():
        notification = notifications[notification_id]
        phone = phones[subscription_id]
        comes_at = notification.may_come_at(until, phone.time_zone, phone.quiet_from, phone.quiet_until)
        state, next_try_at = _put_off(notification, comes_at)
        rows.append(row(notification_id, subscription_id, state, next_try_at=next_try_at))
    write(rows)
    return [it for it in going if it[:2] not in too_many]


class _Payloads:
    """Each text is put together once for all who get the same."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, str, bool, str], bytes] = {}

    def of(self, notification: Notification, language: str, discreet: bool, own_title: str) -> bytes:
        shape = (notification.id, language, discreet, own_title if discreet else "")
        if shape not in self._made:
            origin = current_app.config["ORIGIN"]
            self._made[shape] = wording.message(notification, language, discreet, origin, own_title)
        return self._made[shape]


def _discreet_by_topic(ids: Collection[int]) -> dict[tuple[int, str], bool]:
    """Whether one topic of one subscription says little, where that is not as for all."""
    chosen = SubscriptionTopic.subscription_id.in_(ids), SubscriptionTopic.discreet.is_not(None)
    columns = SubscriptionTopic.subscription_id, SubscriptionTopic.topic, SubscriptionTopic.discreet
    return {(row[0], row[1]): bool(row[2]) for row in db.session.execute(select(*columns).where(*chosen))}


def _is_discreet(notification: Notification, phone: Phone, chosen: Mapping[tuple[int, str], bool]) -> bool:
    """What was chosen for the topic itself, else for its whole kind, else for all."""
    for topic in topics.heard_by(notification.topic):
        if (phone.id, topic) in chosen:
            return chosen[phone.id, topic]
    return bool(phone.discreet)


def _message(due: _Due, notification: Notification, phone: Phone, payload: bytes, now: datetime) -> Message:
    return Message(
        notification_id=due.notification_id,
        subscription_id=due.subscription_id,
        endpoint=phone.endpoint,
        p256dh=phone.p256dh,
        auth=phone.auth,
        server_key=phone.application_server_key,
        payload=payload,
        expires_at=notification.expires_at,
        keep=notification.worth_keeping(now),
        tag=notification.tag,
        tries=due.tries,
        was_refused=due.tries > 0 and due.last_status in REFUSED,
    )
