"""Stops of the roadshow van."""

from datetime import datetime, timedelta

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

    about: Mapped[str] = mapped_column(Text)

    @property
    def summary(self) -> str:
        return self.about


def upcoming(start: datetime, end: datetime) -> list[Listing]:
    """Stops not over at `start` that begin before `end`."""
    rows = select(VanStop).where(VanStop.ends_at >= start, VanStop.starts_at < end).order_by(VanStop.starts_at)
    return [stop.listing for stop in db.session.scalars(rows)]


def coming_weeks(weeks: int = 2) -> list[Listing]:
    """The stops to put on a fridge."""
    return upcoming(clock.now(), clock.now() + timedelta(weeks=weeks))


def areas() -> list[str]:
    """The areas where the van has ever stopped, by name."""
    rows = select(VanStop.area).where(VanStop.area != "").distinct().order_by(VanStop.area)
    return list(db.session.scalars(rows))


def find(stop_id: int) -> Listing | None:
    stop = db.session.get(VanStop, stop_id)
    return stop.listing if stop else None
