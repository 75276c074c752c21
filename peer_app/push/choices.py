"""How somebody wants to be told: their own quiet time, words, pause, digest, and how much each topic may show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from peer_app.core import clock
from peer_app.push.models import Subscription

#: Letters of one's own words for the lock screen.
LONGEST_TITLE = 40
#: Days of a pause.
LONGEST_PAUSE = 365
#: More than anybody can follow; keeps one request small.
MOST_TOPICS = 100
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class NotAcceptableError(Exception):
    """The request can't be kept; the message is a sentence."""


@dataclass(frozen=True)
class Choices:
    """What one request changes."""

    #: Columns of the subscription with their new values.
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: By topic: say little (True), show the details (False), or as for all (None).
    discreet_topics: Mapping[str, bool | None] = field(default_factory=dict)
    #: Days to tell nothing, today included; None: no change.
    pause_days: int | None = None

    def apply_to(self, subscription: Subscription) -> None:
        """Write them to a subscription whose topics are written already; the caller commits."""
        for name, value in self.facts.items():
            setattr(subscription, name, value)
        subscription.set_discreet(self.discreet_topics)
        if self.pause_days is not None:
            subscription.paused_until = _end_of_pause(self.pause_days, ZoneInfo(subscription.time_zone))


def read(sent: Mapping[str, Any]) -> Choices:
    """The choices in a request's JSON. Raises `NotAcceptableError`."""
    facts: dict[str, Any] = {}
    if "quiet" in sent:
        facts |= _quiet(sent["quiet"])
    if "digest" in sent:
        facts |= _digest(sent["digest"])
    if "lock_screen_title" in sent:
        facts["lock_screen_title"] = _title(sent["lock_screen_title"])
    return Choices(facts, _discreet_topics(sent.get("discreet_topics", {})), _pause_days(sent.get("pause_days")))


def as_json(subscription: Subscription) -> dict[str, Any]:
    """What a browser is told of them, in the shape that `read` takes."""
    quiet = subscription.own_quiet_time
    return {
        "quiet": None if quiet is None else {"from": quiet[0], "until": quiet[1]},
        "digest": {"day": subscription.digest_day, "at": subscription.digest_at},
        "lock_screen_title": subscription.lock_screen_title,
        "discreet_topics": subscription.discreet_topics,
    }


def _quiet(sent: Any) -> dict[str, Any]:
    if sent is None:
        return {"quiet_from": None, "quiet_until": None}
    if not isinstance(sent, dict):
        raise NotAcceptableError(_time_of_day_please())
    return {"quiet_from": _time_of_day(sent.get("from")), "quiet_until": _time_of_day(sent.get("until"))}


def _digest(sent: Any) -> dict[str, Any]:
    day = sent.get("day") if isinstance(sent, dict) else None
    if type(day) is not int or day not in range(7):
        raise NotAcceptableError(_("Send the day of the week as a number from 0 to 6."))
    return {"digest_day": day, "digest_at": _time_of_day(sent.get("at"))}


def _time_of_day(sent: Any) -> str:
    if not isinstance(sent, str) or not _TIME_OF_DAY.fullmatch(sent):
        raise NotAcceptableError(_time_of_day_please())
    return sent


def _time_of_day_please() -> str:
    return str(_("Enter a time, like 20:00."))


def _title(sent: Any) -> str:
    text = " ".join(sent.split()) if isinstance(sent, str) else None
    if text is None or len(text) > LONGEST_TITLE or not text.isprintable():
        raise NotAcceptableError(_("Enter at most %(most)s letters.", most=LONGEST_TITLE))
    return text


def _discreet_topics(sent: Any) -> dict[str, bool | None]:
    if (
        not isinstance(sent, dict)
        or len(sent) > MOST_TOPICS
        or not all(it is None or isinstance(it, bool) for it in sent.values())
    ):
        raise NotAcceptableError(_("Send true, false or null for each topic."))
    return dict(sent)


def _pause_days(sent: Any) -> int | None:
    if sent is None:
        return None
    if type(sent) is not int or not 1 <= sent <= LONGEST_PAUSE:
        raise NotAcceptableError(_("Send the days of the pause as a number from 1 to %(most)s.", most=LONGEST_PAUSE))
    return sent


def _end_of_pause(days: int, zone: ZoneInfo) -> datetime:
    """Midnight after so many days on that clock: one day is "not today". Quiet time holds the morning."""
    day = clock.now().astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(), zone)
