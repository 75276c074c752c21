"""The one clock. Call it as `clock.now()`, so that a test can set it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def time_zone() -> ZoneInfo:
    """The organisation's time zone (setting TIME_ZONE)."""
    return ZoneInfo(current_app.config["TIME_ZONE"])


def local(moment: datetime) -> datetime:
    """`moment` (aware) as the wall clock shows it where the organisation is."""
    return moment.astimezone(time_zone())


def today() -> date:
    """The date it is where the organisation is."""
    return local(now()).date()
