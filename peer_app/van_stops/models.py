"""Stops of the roadshow van."""

from datetime import date, datetime, timedelta

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.dated import Dated
from peer_app.core.listings import Listing
from peer_app.extensions import db


class VanStop(Dated):
    """The van at one place for some hours. The stops of an area can be followed by themselves."""

    __tablename__ = "van_stop"
    kind, folder = "van-stop", "van-stops"
    texts = ("title", "about", "access_notes")
    summary_text = "about"

    about: Mapped[str] = mapped_column(Text)

    @property
    def summary(self) -> str:
        return self.about


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Stops not over at `start` that begin before `end`."""
    rows = select(VanStop).where(VanStop.ends_at >= start, VanStop.starts_at < end).order_by(VanStop.starts_at)
    return [stop.listing for stop in db.session.scalars(rows)]


def coming_weeks(weeks: int = 2) -> list[tuple[date, list[Listing]]]:
    """The stops to put on a fridge: (first day, stops) of each seven days from today that have some."""
    today = clock.today()
    begins = [today + timedelta(weeks=number) for number in range(weeks)]
    coming = upcoming(clock.now(), clock.midnight(today + timedelta(weeks=weeks)))
    found = [(first, [it for it in coming if _is_in_week(it, first)]) for first in begins]
    return [week for week in found if week[1]]


def _is_in_week(stop: Listing, first: date) -> bool:
    # One that began before today is not over yet.
    day = max(clock.local(stop.starts_at).date(), clock.today()) if stop.starts_at else first
    return first <= day < first + timedelta(weeks=1)


def areas() -> list[str]:
    """The areas where the van has ever stopped, by name."""
    rows = select(VanStop.area).where(VanStop.area != "").distinct().order_by(VanStop.area)
    return list(db.session.scalars(rows))


def find(stop_id: int) -> Listing | None:
    """The stop with that id, past or not."""
    stop = db.session.get(VanStop, stop_id)
    return stop.listing if stop else None
