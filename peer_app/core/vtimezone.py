"""A time zone as calendars define it (VTIMEZONE, RFC 5545 3.6.5), worked out from the system's own data.

`icalendar` lists every single change of the clocks (RDATE), which ical.js, vobject and Outlook read wrongly. A rule
that comes back each year (RRULE) is read alike by all, and is shorter.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone

#: After so many years each date falls on each weekday again, so a rule that held for them holds for good.
_CYCLE = 28
#: Fewer changes in a row are a coincidence, as with Ramadan in Morocco.
_FEWEST = 5
#: Shorter than any time for which a zone kept its clocks.
_STEP = timedelta(days=7)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Onset:
    """A moment at which the clocks of a zone change. at: without its zone, as the clocks show it before they change."""

    at: datetime
    offset_from: timedelta
    offset_to: timedelta
    name: str
    is_daylight: bool

    def continues(self, other: "Onset") -> bool:
        """Whether it may follow the other one a year later by the same rule."""
        return _changes(self) == _changes(other) and self.at.year == other.at.year + 1


def vtimezone(zone: ZoneInfo, first: datetime, last: datetime) -> "Timezone":
    """The zone from the year of one aware moment to the other and, where its changes follow a rule, for good.

    Where they follow none, for 28 years after.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

    defined = Timezone()
    defined.add("tzid", zone.key)
    for onset, rule in _observances(zone.key, first.astimezone(UTC).year, last.astimezone(UTC).year):
        part = TimezoneDaylight() if onset.is_daylight else TimezoneStandard()
        part.add("dtstart", onset.at)
        part.TZOFFSETFROM, part.TZOFFSETTO = onset.offset_from, onset.offset_to
        if rule:
            part.add("rrule", vRecur.from_ical(rule))
        part.add("tzname", onset.name)
        defined.add_component(part)
    return defined


@lru_cache(maxsize=8)
def _observances(key: str, first: int, last: int) -> list[tuple[Onset, str]]:
    """(first onset, RRULE value or "") of each of a zone's observances that matter from the year `first` on."""
    final = last + _CYCLE
    found = []
    for run in _runs(_onsets(ZoneInfo(key), first, final)):
        goes_on = run[-1].at.year == final and len(run) >= _FEWEST
        count = "" if goes_on else f";COUNT={len(run)}"
        found.append((run[0], f"FREQ=YEARLY;{_yearly(run)}{count}" if len(run) > 1 else ""))
    return found


def _onsets(zone: ZoneInfo, first: int, final: int) -> list[Onset]:
    """Each change of a zone's clocks up to the end of the year `final`, from the last one before the year `first`."""
    start, end = datetime(first, 1, 1, tzinfo=UTC), datetime(final + 1, 1, 1, tzinfo=UTC)
    found: list[Onset] = []
    before = datetime(first - 2, 1, 1, tzinfo=UTC)
    while before < end:
        after = before + _STEP
        if _offset(zone, before) != _offset(zone, after):
            found.append(_onset_between(zone, before, after))
        before = after
    found = [it for it in found if it.at.year <= final]
    earlier = [it for it in found if (it.at - it.offset_from).replace(tzinfo=UTC) <= start]
    return found[len(earlier) - 1 :] if earlier else [_since_ever(zone, start), *found]


def _onset_between(zone: ZoneInfo, before: datetime, after: datetime) -> Onset:
    """The change of the clocks between two moments (UTC), of which there is exactly one."""
    old = before.astimezone(zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == old.utcoffset() else (before, middle)
    new = after.astimezone(zone)
    old_offset, new_offset = _offset(zone, before), _offset(zone, after)
    return Onset(
        at=(after + old_offset).replace(tzinfo=None),
        offset_from=old_offset,
        offset_to=new_offset,
        name=new.tzname() or zone.key,
        # In Dublin it is the winter that counts as special; in a zone that moved for good, nothing is.
        is_daylight=new_offset > old_offset and new.dst() != old.dst(),
    )


def _since_ever(zone: ZoneInfo, start: datetime) -> Onset:
    """What holds in a zone where nothing changed for long."""
    offset = _offset(zone, start)
    name = start.astimezone(zone).tzname() or zone.key
    return Onset(start.replace(tzinfo=None), offset, offset, name, is_daylight=False)


def _runs(onsets: list[Onset]) -> list[list[Onset]]:
    """Onsets put together where one rule makes them year after year, in the order in which they begin.

    Put together from the last one back, so that the rule that holds today reaches back as far as it can.
    """
    runs: list[list[Onset]] = []
    for onset in reversed(onsets):
        run = next((it for it in runs if it[0].continues(onset) and _yearly([onset, *it])), None)
        if run:
            run.insert(0, onset)
        else:
            runs.append([onset])
    return sorted(runs, key=lambda run: run[0].at)


def _yearly(run: list[Onset]) -> str:
    """The parts of an RRULE that name the day of each of these onsets, one a year; empty where none does."""
    months, weekdays, times = {it.at.month for it in run}, {it.at.weekday() for it in run}, {it.at.time() for it in run}
    if len(weekdays) > 1 or len(times) > 1:
        return ""
    weekday = _DAYS[weekdays.pop()]
    if len(months) == 1:
        month = f"BYMONTH={months.pop()}"
        weeks = {(it.at.day - 1) // 7 + 1 for it in run}
        if len(weeks) == 1 and max(weeks) < 5:
            return f"{month};BYDAY={weeks.pop()}{weekday}"
        if all((it.at + timedelta(days=7)).month != it.at.month for it in run):
            return f"{month};BYDAY=-1{weekday}"
        days = _week_of([it.at.day for it in run])
        return f"{month};BYMONTHDAY={days};BYDAY={weekday}" if days else ""
    # The day after the last Thursday of a month may be the first of the next: counted from the end of the year.
    days = _week_of([-(date(it.at.year + 1, 1, 1) - it.at.date()).days for it in run])
    return f"BYYEARDAY={days};BYDAY={weekday}" if days else ""


def _week_of(days: list[int]) -> str:
    """Seven days in a row that hold all of these, as an RRULE lists them; empty where they are further apart."""
    first, last = min(days), max(days)
    return ",".join(str(day) for day in range(first, first + 7)) if last - first < 7 else ""


def _changes(onset: Onset) -> tuple[timedelta, timedelta, str, bool]:
    return onset.offset_from, onset.offset_to, onset.name, onset.is_daylight


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
