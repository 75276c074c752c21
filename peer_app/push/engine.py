"""Takes up deliveries that are due, sends them, and writes down what became of each.

What is due stands in the table. A worker claims some by moving their `next_try_at` to the end of
a lease; if it is killed, they are due again by themselves. So each is sent at least once, and
twice only when an answer was lost.
"""

import asyncio
import logging
import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import bindparam, delete, select, tuple_, update

from peer_app.accounts.models import Account
from peer_app.core import clock, codes
from peer_app.extensions import db
from peer_app.push import wording
from peer_app.push.models import (
    ACCEPTED,
    ALERT,
    CONFIRMATION,
    GONE,
    NOT_DELIVERED,
    WAITING,
    Delivery,
    Notification,
    Subscription,
)
from peer_app.push.refusals import REFUSED
from peer_app.push.sending import Message, Outcome, Sender
from peer_app.push.vapid import Signer

#: The most that one worker has claimed at a time: what may be sent twice after a kill.
CHUNK = 1000
#: Longer than a whole chunk takes when every push service hangs.
LEASE = timedelta(minutes=3)
#: How long answers are gathered before they are written together, in seconds.
_GATHER = 0.2
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=2)
_GIVE_UP = timedelta(days=1)
#: So many tries has a message that is refused while our key is not.
MOST_REFUSALS = 3
_log = logging.getLogger(__name__)


def run() -> None:
    """Send everything that is due now, then return."""
    asyncio.run(_run())


async def _run() -> None:
    config = current_app.config
    signer = Signer(config["VAPID_PRIVATE_KEY"], config["VAPID_CONTACT"])
    async with Sender(signer, config["PUSH_EXTRA_ORIGINS"]) as sender:
        in_flight: set[asyncio.Task[Outcome]] = set()
        refused: list[Outcome] = []
        while True:
            if len(in_flight) <= CHUNK // 2:
                messages = claim(CHUNK - len(in_flight))
                in_flight |= {asyncio.create_task(sender.send(message)) for message in messages}
            if not in_flight:
                break
            done, in_flight = await asyncio.wait(in_flight, timeout=_GATHER)
            outcomes = [task.result() for task in done]
            refused += [outcome for outcome in outcomes if outcome.status in REFUSED]
            settle([outcome for outcome in outcomes if outcome.status not in REFUSED])
        # Only now is it known whether it is our key that they refuse. If we don't come this far, the lease ends.
        refused = [sender.judged(outcome) for outcome in refused]
        settle(refused)
        if any(outcome.key_refused for outcome in refused):
            _log.error("A push service refuses our VAPID key; what waits there is tried again.")


def claim(count: int) -> list[Message]:
    """Take up to `count` due deliveries under a lease, and commit. What can't be sent is settled at once."""
    now = clock.now()
    due = (
        select(Delivery.notification_id, Delivery.subscription_id)
        .where(Delivery.state == WAITING, Delivery.next_try_at <= now)
        .order_by(Delivery.next_try_at)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    pair = tuple_(Delivery.notification_id, Delivery.subscription_id)
    claimed = db.session.execute(
        update(Delivery)
        .where(pair.in_(due))
        .values(next_try_at=now + LEASE)
        .returning(Delivery.notification_id, Delivery.subscription_id, Delivery.tries, Delivery.last_status)
        .execution_options(synchronize_session=False)
    ).all()
    messages = _messages([(row[0], row[1], row[2], row[3]) for row in claimed], now)
    # In any order: no row of strangers, refused one after the other, stands before everybody else for good.
    random.shuffle(messages)
    db.session.commit()
    return messages


def _messages(claimed: Sequence[tuple[int, int, int, int | None]], now: datetime) -> list[Message]:
    if not claimed:
        return []
    wanted = {row[0] for row in claimed}
    notifications = {row.id: row for row in db.session.scalars(select(Notification).where(Notification.id.in_(wanted)))}
    columns = (
        Subscription.id,
        Subscription.endpoint,
        Subscription.p256dh,
        Subscription.auth,
        Subscription.language,
        Subscription.discreet,
        Subscription.account_id,
    )
    known = {
        row.id: row
        for row in db.session.execute(select(*columns).where(Subscription.id.in_({row[1] for row in claimed})))
    }
    # Looked up now: whoever was a lead when it was made may be none any more.
    leads = Account.lead_ids() if any(row.kind == ALERT for row in notifications.values()) else set()
    payloads: dict[tuple[int, str, bool], bytes] = {}
    messages, given_up = [], []
    for notification_id, subscription_id, tries, last_status in claimed:
        notification, to = notifications[notification_id], known.get(subscription_id)
        if to is None or (notification.kind == ALERT and to.account_id not in leads):
            given_up.append((notification_id, subscription_id, GONE))
            continue
        if now >= notification.expires_at or (tries and now >= notification.created_at + _GIVE_UP):
            given_up.append((notification_id, subscription_id, NOT_DELIVERED))
            continue
        shape = (notification_id, to.language, to.discreet)
        if shape not in payloads:
            payloads[shape] = wording.message(notification, to.language, to.discreet, current_app.config["ORIGIN"])
        messages.append(
            Message(
                notification_id=notification_id,
                subscription_id=subscription_id,
                endpoint=to.endpoint,
                p256dh=to.p256dh,
                auth=to.auth,
                payload=payloads[shape],
                ttl=int((notification.expires_at - now).total_seconds()),
                tag=notification.tag,
                tries=tries,
                was_refused=tries > 0 and last_status in REFUSED,
                urgent=notification.kind in {ALERT, CONFIRMATION},
            )
        )
    _write([_row(pair[0], pair[1], pair[2]) for pair in given_up])
    return messages


def settle(outcomes: Iterable[Outcome]) -> None:
    """Write down what became of each, in bulk, and commit."""
    rows, dead = [], []
    for outcome in outcomes:
        rows.append(_judged(outcome))
        if outcome.status in {404, 410}:
            dead.append((outcome.message.subscription_id, codes.digest(outcome.message.endpoint)))
    if rows:
        _write(rows)
        if dead:
            # With the endpoint: the browser may have been given a new one meanwhile.
            pair = tuple_(Subscription.id, Subscription.endpoint_digest)
            db.session.execute(delete(Subscription).where(pair.in_(dead)).execution_options(synchronize_session=False))
        db.session.commit()


def _judged(outcome: Outcome) -> dict[str, object]:
    message, status = outcome.message, outcome.status
    first = message.notification_id, message.subscription_id
    if not outcome.sent:
        return _row(*first, WAITING, message.tries, None, outcome.wait_until or clock.now() + back_off(1))
    if outcome.key_refused:
        # It costs no try; `models.progress_of` knows it by that.
        return _row(*first, WAITING, 0, status, clock.now() + back_off(1))
    tries = message.tries + 1
    match status:
        case 200 | 201 | 202 | 204:
            return _row(*first, ACCEPTED, tries, status)
        case 404 | 410:
            return _row(*first, GONE, tries, status)
        case 400 | 405 | 406 | 411 | 413 | 414 | 415:
            # Sending the same again would not help: the mistake is ours.
            _log.error("A push service answered %s to notification %s.", status, message.notification_id)
            return _row(*first, NOT_DELIVERED, tries, status)
        case 401 | 403 if tries >= MOST_REFUSALS:
            return _row(*first, NOT_DELIVERED, tries, status)
        case _:
            later = max(outcome.wait_until or clock.now(), clock.now() + back_off(tries))
            return _row(*first, WAITING, tries, status, later)


def back_off(tries: int) -> timedelta:
    """How long to wait after so many tries: doubling, up to hours, never the same for two."""
    wait: timedelta = min(_FIRST_WAIT * 2 ** min(tries - 1, 12), _LONGEST_WAIT)
    return wait * random.uniform(0.5, 1.5)  # noqa: S311 - spreads load, keeps no secret


def _row(
    notification_id: int,
    subscription_id: int,
    state: str,
    tries: int | None = None,
    status: int | None = None,
    next_try_at: datetime | None = None,
) -> dict[str, object]:
    return {
        "of_notification": notification_id,
        "of_subscription": subscription_id,
        "new_state": state,
        "new_tries": tries,
        "new_status": status,
        "new_next_try_at": next_try_at,
    }


def _write(rows: Sequence[dict[str, object]]) -> None:
    """Only what still waits: an answer that came late changes nothing that is settled."""
    if not rows:
        return
    table = Delivery.__table__
    statement = (
        update(Delivery)
        .where(
            Delivery.notification_id == bindparam("of_notification"),
            Delivery.subscription_id == bindparam("of_subscription"),
            Delivery.state == WAITING,
        )
        .values(
            state=bindparam("new_state"),
            tries=db.func.coalesce(bindparam("new_tries"), table.c.tries),
            last_status=db.func.coalesce(bindparam("new_status"), table.c.last_status),
            next_try_at=db.func.coalesce(bindparam("new_next_try_at"), table.c.next_try_at),
        )
    )
    db.session.connection().execute(statement, list(rows))
