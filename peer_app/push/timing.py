"""When somebody's phone may light up: not in quiet time, by the clock on their own wall."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import current_app


@dataclass(frozen=True)
class Quiet:
    """Quiet time of every day, on the wall clock: from `starts` until just before `ends`.

    It may go past midnight; where both are the same, there is none.
    """

    starts: time
    ends: time

    def covers(self, wall_clock: time) -> bool:
        """Whether it is quiet time at that time of day."""
        if self.starts <= self.ends:
            return self.starts <= wall_clock < self.ends
        return wall_clock >= self.starts or wall_clock < self.ends

    def over_at(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """`moment` (aware) itself, or the end of the quiet time it falls into; UTC."""
        local = moment.astimezone(zone)
        if not self.covers(local.time()):
            return moment.astimezone(UTC)
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        # Where the clock shows the end twice that day: the one that is still ahead.
        return datetime.combine(day, self.ends, zone).replace(fold=local.fold).astimezone(UTC)


def may_come_at(
    moment: datetime, time_zone: str, quiet_from: str | None = None, quiet_until: str | None = None
) -> datetime:
    """The first moment, not before `moment` (aware), at which a phone in `time_zone` may light up; UTC.

    quiet_from, quiet_until: its owner's own quiet time; None: that of the settings.
    """
    config = current_app.config
    quiet = _quiet(quiet_from or config["QUIET_FROM"], quiet_until or config["QUIET_UNTIL"])
    return quiet.over_at(moment, ZoneInfo(time_zone))


def not_before_dawn(moment: datetime, time_zone: str) -> datetime:
    """`moment` (aware) itself, or, where it is night on the clock of `time_zone`, when that night ends; UTC.

    For what may come in quiet time because somebody asked for it: no one asked to be woken.
    """
    return _quiet("00:00", current_app.config["REMIND_NOT_BEFORE"]).over_at(moment, ZoneInfo(time_zone))


def is_quiet(moment: datetime, time_zone: str) -> bool:
    """Whether it is quiet time at `moment` (aware) for a phone in `time_zone`."""
    return may_come_at(moment, time_zone) > moment


@lru_cache(maxsize=256)
def _quiet(starts: str, ends: str) -> Quiet:
    return Quiet(time.fromisoformat(starts), time.fromisoformat(ends))
