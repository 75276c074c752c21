"""Days and times in words, in the page's language and the organisation's time zone."""

from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale
from babel.dates import format_datetime
from flask import Flask
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from peer_app.core import clock
from peer_app.core.commas import joined


@lru_cache(maxsize=4096)
def _spelled(wall_clock: datetime, pattern: str, locale: str) -> str:
    """Kept, because a list says the same day several times, and spelling it takes longer than its row."""
    return str(format_datetime(wall_clock, pattern, locale=locale))


def _said(moment: datetime, pattern: str) -> str:
    """Of the day that it is where the organisation is."""
    return _spelled(datetime.combine(clock.local(moment), time()), pattern, str(get_locale()))


@lru_cache
def _whole(locale: str) -> str:
    """The pattern of a day with its weekday and year, in the order and with the small words of its language."""
    pattern = str(Locale.parse(locale).date_formats["full"].pattern)
    # "Thursday 12 March 2026": an English comma would only add to the one that comes before the place.
    return pattern.replace(",", "") if locale.startswith("en") else pattern


def weekday(moment: datetime) -> str:
    """`Thu`"""
    return _said(moment, "EEE")


def day_of_month(moment: datetime) -> str:
    """`12`"""
    return _said(moment, "d")


def month(moment: datetime) -> str:
    """`Mar`"""
    return _said(moment, "LLL")


def long_day(moment: datetime) -> str:
    """`Thursday 12 March 2026`"""
    return _said(moment, _whole(str(get_locale())))


def day_without_year(moment: datetime) -> str:
    """`Thursday 12 March`"""
    until_the_month, month, _rest = _whole(str(get_locale())).partition("MMMM")
    return _said(moment, until_the_month + month)


def date_in_words(day: date) -> str:
    """`Thursday 12 March 2026`, of a day that nobody gave a time"""
    return str(format_date(day, _whole(str(get_locale()))))


def time_of_day(moment: datetime) -> str:
    """`10:00`"""
    return _spelled_time(clock.local(moment).time().replace(second=0, microsecond=0))


def hours(start: datetime, end: datetime | None) -> str:
    """`10:00 to 12:30`"""
    return _from_to(time_of_day(start), time_of_day(end) if end else "")


def wall_clock(start: time, end: time | None) -> str:
    """The same, of times that nobody gave a day"""
    return _from_to(_spelled_time(start), _spelled_time(end) if end else "")


def _spelled_time(on_the_wall: time) -> str:
    return _spelled(datetime.combine(date.min, on_the_wall), "HH:mm", str(get_locale()))


def _from_to(start: str, end: str) -> str:
    return str(_("%(start)s to %(end)s", start=start, end=end)) if end else start


def day_and_time(moment: datetime) -> str:
    """`Thursday 12 March 2026, 10:00`"""
    return joined([long_day(moment), time_of_day(moment)])


def short_date(day: date) -> str:
    """`12 Mar 2026`"""
    return str(format_date(day, "d MMM y"))


def init_app(app: Flask) -> None:
    """Give templates these as filters."""
    moments = (weekday, day_of_month, month, long_day, time_of_day, hours, day_and_time)
    for function in (*moments, date_in_words, short_date, wall_clock):
        app.jinja_env.filters[function.__name__] = function
