"""Sends messages to push services (RFC 8030). Knows the network and nothing of the database.

Many at a time, each within seconds; nothing is followed or connected to that an endpoint could
use to reach our own network.
"""

import logging
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

from peer_app.core import clock
from peer_app.push import endpoints, visible
from peer_app.push.encryption import encrypted
from peer_app.push.holds import Holds
from peer_app.push.refusals import Refusals
from peer_app.push.transport import Answer, Transport
from peer_app.push.vapid import Signer

IN_FLIGHT = 400
#: So many are encrypted before the network has its turn again.
_AT_ONE_GO = 25
LONGEST_WAIT = timedelta(days=1)
#: What would be past when a wait is over is tried once more before, in between these.
LAST_CHANCE = timedelta(minutes=20), timedelta(minutes=10)
# Of a number of seconds; more is longer than anyone waits, and slow to read.
_MOST_DIGITS = 10
_SLOW_DOWN = {429, 503}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """One message for one subscription, before encryption.

    expires_at: from then on it is not worth delivering; keep: how long the push service is to keep it;
    tag: a later one with the same tag replaces it.
    """

    notification_id: int
    subscription_id: int
    endpoint: str
    p256dh: str
    auth: str
    payload: bytes
    expires_at: datetime
    keep: timedelta
    tag: str
    tries: int
    #: Which of our keys the subscription was made for, if it is known.
    server_key: str | None = None
    #: Its last try was refused (401, 403), and not for our key.
    was_refused: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a message.

    status: the push service's answer, None when there was none; sent: whether we asked it at all;
    wait_until: not before then, if the push service said so; key_refused: it takes our key for nobody.
    """

    message: Message
    status: int | None = None
    sent: bool = True
    wait_until: datetime | None = None
    key_refused: bool = False


class Sender:
    """Keeps its connections and signatures; use it as a context manager, in one thread."""

    def __init__(self, signer: Signer, extra_origins: Collection[str], topic_key: bytes, holds: Holds) -> None:
        """`topic_key`: what only this server knows, for the `Topic` header (`visible.topic`).

        `holds`: who asked to wait, also in runs before this one.
        """
        self._signer = signer
        self._topic_key = topic_key
        self._extra_origins = frozenset(extra_origins)
        self._holds = holds
        self._refusals = Refusals()
        self._transport = Transport(IN_FLIGHT)
        self._not_begun: deque[Message] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.__exit__(kind, error, trace)

    @property
    def waiting(self) -> int:
        """How many were added and have no outcome yet."""
        return len(self._not_begun) + self._transport.in_flight

    def add(self, messages: Iterable[Message]) -> None:
        """Take these on; `work` sends them."""
        self._not_begun.extend(messages)

    def work(self, seconds: float) -> list[Outcome]:
        """Send for so long, or until nothing waits. Whatever goes wrong is in an outcome, never raised."""
        outcomes: list[Outcome] = []
        until = time.monotonic() + seconds
        while self.waiting and (left := until - time.monotonic()) > 0:
            outcomes += self._begin_some()
            can_begin = self._not_begun and self._transport.in_flight < IN_FLIGHT
            for (message, origin), answer in self._transport.answers(0 if can_begin else left):
                outcomes.append(self._read(message, origin, answer) if answer else Outcome(message))
        return outcomes

    def _begin_some(self) -> Iterator[Outcome]:
        """Begin a few; the outcomes of those that can't be sent."""
        for _ in range(min(_AT_ONE_GO, len(self._not_begun), IN_FLIGHT - self._transport.in_flight)):
            message = self._not_begun.popleft()
            try:
                outcome = self._begin(message)
            except Exception as error:  # noqa: BLE001 – one message, whoever made it, never ends a run
                _log.error("Sending failed with %s.", type(error).__name__)
                outcome = Outcome(message)
            if outcome is not None:
                yield outcome

    def judged(self, outcome: Outcome) -> Outcome:
        """A refusal (401, 403) at the end of the run, when it is known whether it is one of our key."""
        origin = endpoints.origin_of(outcome.message.endpoint)
        return replace(outcome, key_refused=origin is not None and self._refusals.are_for_our_key(origin))

    def _begin(self, message: Message) -> Outcome | None:
        origin = endpoints.acceptable_origin(message.endpoint, self._extra_origins)
        if origin is None:
            # It was acceptable once; the rules or the settings have changed since.
            return Outcome(message, status=410)
        now = clock.now()
        held_until = self._holds.until(message.endpoint, origin, now)
        if held_until is not None and not _is_last_chance(message, held_until, now):
            return Outcome(message, sent=False, wait_until=held_until)
        if self._refusals.are_enough(origin):
            return Outcome(message, sent=False)
        self._post(message, origin)
        return None

    def _post(self, message: Message, origin: str) -> None:
        headers = {
            "Authorization": self._signer.authorization(origin, message.server_key),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(visible.ttl(message.keep)),
            "Topic": visible.topic(self._topic_key, message.endpoint, message.tag),
            "Urgency": visible.URGENCY,
        }
        inside = origin in self._extra_origins
        body = encrypted(message.payload, message.p256dh, message.auth)
        self._transport.post((message, origin), message.endpoint, headers, body, inside=inside)

    def _read(self, message: Message, origin: str, answer: Answer) -> Outcome:
        self._refusals.note(origin, answer.status, again=message.was_refused)
        if answer.status not in _SLOW_DOWN:
            return Outcome(message, answer.status)
        wait_until = read_retry_after(answer.retry_after)
        if wait_until is not None:
            self._holds.note(message.endpoint, origin, wait_until, clock.now())
        return Outcome(message, answer.status, wait_until=wait_until)


def _is_last_chance(message: Message, held_until: datetime, now: datetime) -> bool:
    """Whether it would be past when the hold ends, and there is no time left to wait in."""
    return held_until >= message.expires_at and now >= message.expires_at - LAST_CHANCE[0]


def read_retry_after(header: str | None) -> datetime | None:
    """The moment in a Retry-After header (RFC 9110, section 10.2.3: seconds or a date), a day ahead at most."""
    if not header:
        return None
    now = clock.now()
    seconds = header.strip()
    if seconds.isascii() and seconds.isdecimal():
        moment = now + (timedelta(seconds=int(seconds)) if len(seconds) < _MOST_DIGITS else LONGEST_WAIT)
    else:
        try:
            moment = parsedate_to_datetime(header)
        except (ValueError, OverflowError):
            return None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return min(max(moment, now), now + LONGEST_WAIT)
