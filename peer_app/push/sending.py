"""Sends messages to push services (RFC 8030). Knows the network and nothing of the database.

Many at a time, each within seconds; nothing is followed or connected to that an endpoint could
use to reach our own network.
"""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

from pywebpush import WebPusher

from peer_app.core import clock
from peer_app.push import endpoints
from peer_app.push.refusals import Refusals
from peer_app.push.transport import NoAnswerError, Transport
from peer_app.push.vapid import Signer

IN_FLIGHT = 400
LONGEST_WAIT = timedelta(days=1)
# Of a number of seconds; more is longer than anyone waits, and slow to read.
_MOST_DIGITS = 10
_LONGEST_TTL = 28 * 24 * 60 * 60
_SLOW_DOWN = {429, 503}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """One message for one subscription, before encryption.

    ttl: seconds the push service may keep it; tag: its `Topic`, so that a second copy replaces it.
    """

    notification_id: int
    subscription_id: int
    endpoint: str
    p256dh: str
    auth: str
    payload: bytes
    ttl: int
    tag: str
    tries: int
    #: Which of our keys the subscription was made for, if it is known.
    server_key: str | None = None
    #: Its last try was refused (401, 403), and not for our key.
    was_refused: bool = False
    urgent: bool = False

    @property
    def key(self) -> tuple[int, int]:
        """Which delivery it is."""
        return self.notification_id, self.subscription_id


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
    """Keeps its connections and signatures; use it as an async context manager, in one event loop."""

    def __init__(self, signer: Signer, extra_origins: Collection[str]) -> None:
        self._signer = signer
        self._extra_origins = frozenset(extra_origins)
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._quiet_until: dict[str, datetime] = {}
        self._refusals = Refusals()
        self._transport = Transport(IN_FLIGHT)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    async def send(self, message: Message) -> Outcome:
        """Send one message. Whatever goes wrong is in the outcome, never raised."""
        async with self._room:
            try:
                return await self._send(message)
            except NoAnswerError:
                return Outcome(message)
            except Exception as error:  # noqa: BLE001 – one message, whoever made it, never ends a run
                _log.error("Sending failed with %s.", type(error).__name__)
                return Outcome(message)

    def judged(self, outcome: Outcome) -> Outcome:
        """A refusal (401, 403) at the end of the run, when it is known whether it is one of our key."""
        origin = endpoints.origin_of(outcome.message.endpoint)
        return replace(outcome, key_refused=origin is not None and self._refusals.are_for_our_key(origin))

    async def _send(self, message: Message) -> Outcome:
        origin = endpoints.acceptable_origin(message.endpoint, self._extra_origins)
        if origin is None:
            # It was acceptable once; the rules or the settings have changed since.
            return Outcome(message, status=410)
        quiet_until = self._quiet_until.get(origin)
        if quiet_until is not None and quiet_until > clock.now():
            return Outcome(message, sent=False, wait_until=quiet_until)
        if self._refusals.are_enough(origin):
            return Outcome(message, sent=False)
        return await self._post(message, origin)

    async def _post(self, message: Message, origin: str) -> Outcome:
        headers = {
            "Authorization": self._signer.authorization(origin, message.server_key),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(min(max(message.ttl, 0), _LONGEST_TTL)),
            "Topic": message.tag,
            "Urgency": "high" if message.urgent else "normal",
        }
        inside = origin in self._extra_origins
        answer = await self._transport.post(message.endpoint, headers, _encrypted(message), inside=inside)
        return self._read(message, origin, answer.status, answer.retry_after)

    def _read(self, message: Message, origin: str, status: int, retry_after: str | None) -> Outcome:
        self._refusals.note(origin, status, again=message.was_refused)
        if status not in _SLOW_DOWN:
            return Outcome(message, status)
        wait_until = read_retry_after(retry_after)
        if wait_until is not None:
            self._quiet_until[origin] = wait_until
        return Outcome(message, status, wait_until=wait_until)


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


def _encrypted(message: Message) -> bytes:
    keys = {"p256dh": message.p256dh, "auth": message.auth}
    pusher = WebPusher({"endpoint": message.endpoint, "keys": keys})
    return bytes(pusher.encode(message.payload)["body"])
