"""Writes down what became of each message, in bulk."""

import logging
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, delete, tuple_, update

from peer_app.core import clock, codes
from peer_app.core.database import UTCDateTime
from peer_app.extensions import db
from peer_app.push.models import ACCEPTED, GONE, NOT_DELIVERED, WAITING, Delivery, Subscription
from peer_app.push.sending import LAST_CHANCE, Outcome

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=2)
#: What was asked to wait comes back within this share of the wait after it, and at least within so long.
_SPREAD, _LEAST_SPREAD = 0.1, timedelta(minutes=1)
#: The waits between so many tries are about a day together.
MOST_TRIES = 20
#: So many tries has a message that is refused while our key is not.
MOST_REFUSALS = 3
#: Answers to a mistake of ours: sending the same again would not help.
_OURS = frozenset({400, 405, 406, 411, 413, 414, 415})
_log = logging.getLogger(__name__)


def settle(outcomes: Iterable[Outcome]) -> None:
    """Write down what became of each, in bulk, and commit."""
    rows, dead = [], []
    ours: Counter[tuple[int, int]] = Counter()
    for outcome in outcomes:
        rows.append(_judged(outcome))
        if outcome.status in _OURS:
            ours[outcome.message.notification_id, outcome.status] += 1
        if outcome.status in {404, 410}:
            dead.append((outcome.message.subscription_id, codes.digest(outcome.message.endpoint)))
    for (notification_id, status), times in ours.items():
        _log.error("Push services answered %s to notification %s, %s times.", status, notification_id, times)
    if rows:
        write(rows)
        if dead:
            # With the endpoint: the browser may have been given a new one meanwhile.
            pair = tuple_(Subscription.id, Subscription.endpoint_digest)
            db.session.execute(delete(Subscription).where(pair.in_(dead)).execution_options(synchronize_session=False))
        db.session.commit()


def _judged(outcome: Outcome) -> dict[str, object]:
    message, status = outcome.message, outcome.status
    first = message.notification_id, message.subscription_id
    if not outcome.sent:
        return row(*first, WAITING, message.tries, None, _next_try_at(outcome, 1))
    if outcome.key_refused:
        # It costs no try; `models.progress_of` knows it by that.
        return row(*first, WAITING, 0, status, clock.now() + back_off(1))
    tries = message.tries + 1
    match status:
        case 200 | 201 | 202 | 204:
            return row(*first, ACCEPTED, tries, status)
        case 404 | 410:
            return row(*first, GONE, tries, status)
        case _ if status in _OURS:
            return row(*first, NOT_DELIVERED, tries, status)
        case 401 | 403 if tries >= MOST_REFUSALS:
            return row(*first, NOT_DELIVERED, tries, status)
        case _ if tries >= MOST_TRIES:
            return row(*first, NOT_DELIVERED, tries, status)
        case _:
            return row(*first, WAITING, tries, status, _next_try_at(outcome, tries))


def _next_try_at(outcome: Outcome, tries: int) -> datetime:
    """When to try again after so many tries: not before we were asked to, and not when it would be past."""
    now = clock.now()
    soonest = now + back_off(tries)
    if outcome.wait_until is None:
        return soonest
    # What waits for one push service must not come back to it in one second.
    spread = max((outcome.wait_until - now) * _SPREAD, _LEAST_SPREAD)
    first, last = LAST_CHANCE
    last_chance = outcome.message.expires_at - last - (first - last) * _random()
    return max(soonest, min(outcome.wait_until + spread * _random(), last_chance))


def back_off(tries: int) -> timedelta:
    """How long to wait after so many tries: doubling, up to hours, never the same for two."""
    wait: timedelta = min(_FIRST_WAIT * 2 ** min(tries - 1, 12), _LONGEST_WAIT)
    return wait * (0.5 + _random())


def _random() -> float:
    return random.random()  # noqa: S311 - spreads load, keeps no secret


def row(
    notification_id: int,
    subscription_id: int,
    state: str,
    tries: int | None = None,
    status: int | None = None,
    next_try_at: datetime | None = None,
) -> dict[str, object]:
    """What `write` is to write of one delivery; None leaves what is there."""
    return {
        "of_notification": notification_id,
        "of_subscription": subscription_id,
        "new_state": state,
        "new_tries": tries,
        "new_status": status,
        "new_next_try_at": next_try_at,
    }


def write(rows: Sequence[dict[str, object]]) -> None:
    """Write the `rows`, but only of what still waits: an answer that came late changes nothing that is settled."""
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
            next_try_at=db.func.coalesce(bindparam("new_next_try_at", type_=UTCDateTime), table.c.next_try_at),
            # Only what was accepted counts for the week.
            counted_at=case((bindparam("new_state") == ACCEPTED, table.c.counted_at)),
        )
    )
    db.session.connection().execute(statement, list(rows))
