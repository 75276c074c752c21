"""The number of people who came to something, by its day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import Date, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, listings
from peer_app.core.database import upsert
from peer_app.core.listings import Listing
from peer_app.extensions import Model, db

#: Where somebody counts: a listing's key and the day of it, by the clock where the organisation is.
Door = tuple[str, date]

#: Who forgot can still count the day after; a tablet may be without signal for some days and has to know its doors.
BACK, AHEAD = timedelta(days=1), timedelta(days=8)


class HeadCount(Model):
    """How many came to one listing on one day, by all who counted: every tap in it, + and -."""

    __tablename__ = "head_count"

    #: As "event:12"; the listing may be gone.
    listing_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    #: May be below 0 for a moment: a - may arrive before the + that it mends.
    counted: Mapped[int]

    @classmethod
    def add(cls, changes: Mapping[Door, int]) -> None:
        """Add to each count, or take from it; the caller commits. Two at once add up."""
        statement = upsert(cls)
        table = cls.__table__
        adding = statement.on_conflict_do_update(
            index_elements=[table.c.listing_key, table.c.day],
            set_={"counted": table.c.counted + statement.excluded.counted},
        )
        # In one order everywhere, so that two batches never wait for each other.
        rows = [{"listing_key": key, "day": day, "counted": change} for (key, day), change in sorted(changes.items())]
        if rows:
            db.session.execute(adding, rows)


def came(listing_key: str, day: date) -> int:
    """How many people came to a listing on a day; 0 where nobody counted."""
    return came_to([(listing_key, day)]).get((listing_key, day), 0)


def came_by_day(listing_key: str) -> dict[date, int]:
    """How many came to a listing on each day that somebody counted, in order."""
    rows = select(HeadCount.day, HeadCount.counted).where(HeadCount.listing_key == listing_key)
    return {day: max(0, counted) for day, counted in db.session.execute(rows.order_by(HeadCount.day))}


def came_in_all(listing_keys: Iterable[str]) -> dict[str, int]:
    """How many came to each of these listings, over all its days; those where nobody counted are left out."""
    rows = (
        select(HeadCount.listing_key, func.sum(HeadCount.counted))
        .where(HeadCount.listing_key.in_(set(listing_keys)))
        .group_by(HeadCount.listing_key)
    )
    return {key: max(0, int(counted)) for key, counted in db.session.execute(rows)}


def came_to(doors: Iterable[Door]) -> dict[Door, int]:
    """How many came at each of these doors; those where nobody counted are left out."""
    wanted = set(doors)
    rows = select(HeadCount.listing_key, HeadCount.day, HeadCount.counted).where(
        HeadCount.listing_key.in_({key for key, _day in wanted}), HeadCount.day.in_({day for _key, day in wanted})
    )
    return {(key, day): max(0, counted) for key, day, counted in db.session.execute(rows) if (key, day) in wanted}


def door_of(listing: Listing) -> Door:
    """Where to count for a dated listing; raises ValueError for one without a date."""
    if listing.starts_at is None:
        raise ValueError(f"{listing.key} has no date.")
    return listing.key, clock.local(listing.starts_at).date()


def doors() -> list[tuple[Door, Listing]]:
    """What one may count for around now, soonest first: from yesterday to the end of the coming week."""
    now = clock.now()
    found = {
        door_of(listing): listing
        for listing in listings.upcoming(now - BACK, now + AHEAD)
        if listing.starts_at is not None and not listing.cancelled
    }
    return sorted(found.items(), key=lambda pair: (pair[1].starts_at, pair[0][0]))
