"""The one clock. Call it as `clock.now()`, so that a test can set it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

_YEARS = range(1970, 2200)
#: How far a day that a device names may be from today and still be believed.
PLAUSIBLE = timedelta(days=366)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def read(text: Any) -> datetime:
    """The moment in an ISO 8601 text from elsewhere, as aware UTC.

    Raises ValueError for anything else, for a time without a zone, and for years that no database
    and no calendar could show again: a device's clock may be years off, but not centuries.
    """
    try:
        return in_reach(datetime.fromisoformat(text))
    except TypeError as error:
        raise ValueError("not a moment") from error


def in_reach(moment: datetime) -> datetime:
    """A moment from elsewhere as aware UTC; raises ValueError as `read` does."""
    try:
        if moment.tzinfo is not None and (in_utc := moment.astimezone(UTC)).year in _YEARS:
            return in_utc
    except OverflowError as error:
        raise ValueError("not a moment") from error
    raise ValueError("not a moment")


def time_zone() -> ZoneInfo:
    """The organisation's time zone (setting TIME_ZONE)."""
    return ZoneInfo(current_app.config["TIME_ZONE"])


def local(moment: datetime) -> datetime:
    """`moment` (aware) as the wall clock shows it where the organisation is."""
    return moment.astimezone(time_zone())


def midnight(day: date) -> datetime:
    """When a day begins where the organisation is, as aware UTC."""
    return datetime.combine(day, time(), tzinfo=time_zone()).astimezone(UTC)


def today() -> date:
    """The date it is where the organisation is."""
    return local(now()).date()
