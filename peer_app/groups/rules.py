"""How often a group meets: a small part of RFC 5545's RRULE (3.3.10).

A person chooses a `Rule`: every week or every so many weeks on some weekdays, or on the first to fourth or last such
weekday of each month. A group's rule may say a little more, but nothing that never comes to pass (`check`).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import cast

from babel.lists import format_list
from dateutil.rrule import rrule, rrulestr
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from peer_app.core import clock

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: Which of the month: the first to the fourth, or the last. A fifth is not in every month.
WHICH = (1, 2, 3, 4, -1)
_MOST_WEEKS = 52
#: What a group's rule may say, by its FREQ: there is always a next day, and soon.
_MAY_SAY = {
    "DAILY": {"INTERVAL", "COUNT", "UNTIL"},
    "WEEKLY": {"INTERVAL", "COUNT", "UNTIL", "BYDAY"},
    "MONTHLY": {"INTERVAL", "COUNT", "UNTIL", "BYDAY"},
}
_BYDAY = re.compile(r"(-1|[1-4])?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL_UTC = re.compile(r"(?<=UNTIL=)\d{8}T\d{6}Z")
_UNTIL = "%Y%m%dT%H%M%SZ"
_A_MONDAY = date(2024, 1, 1)


def check(value: str) -> None:
    """Raises ValueError for an RRULE value that no group has."""
    parts = dict(part.partition("=")[::2] for part in value.split(";"))
    frequency = parts.pop("FREQ", "")
    if frequency not in _MAY_SAY or not parts.keys() <= _MAY_SAY[frequency]:
        raise ValueError(f"{value} is more than a group's rule can say.")
    days = [_BYDAY.fullmatch(day) for day in parts.get("BYDAY", "MO").split(",")]
    if not all(day and (frequency == "MONTHLY" or not day[1]) for day in days):
        raise ValueError(f"{value} names no weekdays.")
    if not 1 <= int(parts.get("INTERVAL", "1")) <= _MOST_WEEKS:
        raise ValueError(f"{value} hardly ever comes to pass.")


def times(value: str, first: datetime) -> rrule:
    """All times of an RRULE value by the clock on the wall, when the first one (without its zone) is known."""

    def by_the_wall_clock(until: re.Match[str]) -> str:
        moment = datetime.strptime(until[0], _UNTIL).replace(tzinfo=UTC)
        return f"{clock.local(moment):%Y%m%dT%H%M%S}"

    # One rule makes an rrule, and `check` lets no second one pass.
    return cast("rrule", rrulestr(_UNTIL_UTC.sub(by_the_wall_clock, value), dtstart=first))


@dataclass(frozen=True)
class Rule:
    """weekdays: 0 is Monday; every: so many weeks apart; which: one of WHICH, and then it is monthly;
    until: aware, nothing begins later; None: for ever.

    Raises ValueError for what is no such rule.
    """

    weekdays: tuple[int, ...]
    every: int = 1
    which: int | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise ValueError("A group meets on some weekday.")
        if not 1 <= self.every <= _MOST_WEEKS or (self.which is not None and self.which not in WHICH):
            raise ValueError("That is more than a group's rule can say.")

    @classmethod
    def read(cls, value: str) -> "Rule":
        """The rule of an RRULE value such as "FREQ=MONTHLY;BYDAY=-1FR"."""
        parts = dict(part.partition("=")[::2] for part in value.split(";"))
        days = [day for day in parts.pop("BYDAY", "").split(",") if day]
        places = {day[:-2] for day in days}
        monthly = {"WEEKLY": False, "MONTHLY": True}.get(parts.pop("FREQ", ""))
        every, until = int(parts.pop("INTERVAL", "1")), parts.pop("UNTIL", "")
        if monthly is None or parts or not {day[-2:] for day in days} <= set(_DAYS) or len(places) > 1:
            raise ValueError(f"{value} is more than a group's rule can say.")
        which = int(places.pop()) if monthly and places else None
        if (which is not None and every != 1) or monthly != (which is not None) or any(places - {""}):
            raise ValueError(f"{value} is more than a group's rule can say.")
        return cls(
            weekdays=tuple(_DAYS.index(day[-2:]) for day in days),
            every=every,
            which=which,
            until=datetime.strptime(until, _UNTIL).replace(tzinfo=UTC) if until else None,
        )

    @property
    def value(self) -> str:
        """The same as an RRULE value; UNTIL is UTC, as it has to be where the start names a time zone."""
        days = ",".join(f"{'' if self.which is None else self.which}{_DAYS[day]}" for day in self.weekdays)
        interval = f";INTERVAL={self.every}" if self.every > 1 else ""
        until = f";UNTIL={self.until.astimezone(UTC):{_UNTIL}}" if self.until else ""
        return f"FREQ={'WEEKLY' if self.which is None else 'MONTHLY'}{interval};BYDAY={days}{until}"

    def first_from(self, first: datetime) -> datetime | None:
        """The first time by the rule, not before `first` (as a clock on the wall shows it); None when there is none."""
        if self.which is None:
            # Every second Tuesday from a Wednesday on begins next Tuesday, not the one after it.
            ahead = min((day - first.weekday()) % 7 for day in self.weekdays)
            first += timedelta(days=ahead)
        return next(iter(times(self.value, first)), None)

    @property
    def in_words(self) -> str:
        """ "Every second Tuesday", in the page's language."""
        names = [format_date(_A_MONDAY + timedelta(days=day), "EEEE") for day in sorted(self.weekdays)]
        words = self._how_often(format_list(names, locale=get_locale() or "en"))
        if self.until is None:
            return words
        return str(_("%(often)s, until %(day)s", often=words, day=format_date(clock.local(self.until), "long")))

    def _how_often(self, days: str) -> str:
        if self.which is not None:
            said: dict[int, str] = {
                1: _("The first %(days)s of the month", days=days),
                2: _("The second %(days)s of the month", days=days),
                3: _("The third %(days)s of the month", days=days),
                4: _("The fourth %(days)s of the month", days=days),
                -1: _("The last %(days)s of the month", days=days),
            }
            return said[self.which]
        if self.every == 1:
            return str(_("Every %(days)s", days=days))
        if self.every == 2:
            return str(_("Every second %(days)s", days=days))
        return str(_("Every %(number)s weeks: %(days)s", number=self.every, days=days))
