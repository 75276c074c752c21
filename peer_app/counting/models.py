"""The number of people who came to something, by its day."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, Index, String, case, false, func, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, listings
from peer_app.core.listings import Listing
from peer_app.extensions import Model, db

#: Where somebody counts: a listing's key and the day of it, by the clock where the organisation is.
Door = tuple[str, date]

#: Who forgot can still count the day after; a tablet may be without signal for some days and has to know its doors.
BACK, AHEAD = timedelta(days=1), timedelta(days=8)


class Tap(Model):
    """One more person who came to a listing on a day, or one fewer where it was a slip."""

    __tablename__ = "tap"
    __table_args__ = (Index("ix_tap_door", "listing_key", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The sealed record it came in; None for one made by somebody signed in, and for sums from before taps were kept.
    record_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: As "event:12"; the listing may be gone.
    listing_key: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date)
    #: Who counted: "epoch:…" for one life of a tablet's database, "account:2" for somebody signed in.
    source: Mapped[str] = mapped_column(String(80))
    #: 1 or -1.
    change: Mapped[int]
    #: Quarantined: it came from a tablet after that was lost, and does not count.
    set_aside: Mapped[bool] = mapped_column(server_default=false())

    @classmethod
    def add(cls, door: Door, change: int, source: str) -> None:
        """Count one more at a door, or one fewer; the caller commits."""
        key, day = door
        db.session.add(cls(listing_key=key, day=day, change=change, source=source))


def came(listing_key: str, day: date) -> int:
    """How many people came to a listing on a day; 0 where nobody counted."""
    return _came(Tap.listing_key == listing_key, Tap.day == day).get((listing_key, day), 0)


def came_by_day(listing_key: str) -> dict[date, int]:
    """How many came to a listing on each day that somebody counted, in order."""
    return {day: counted for (_key, day), counted in sorted(_came(Tap.listing_key == listing_key).items())}


def came_to(doors: Iterable[Door]) -> dict[Door, int]:
    """How many came at each of these doors; those where nobody counted are left out."""
    wanted = set(doors)
    keys, days = {key for key, _day in wanted}, {day for _key, day in wanted}
    found = _came(Tap.listing_key.in_(keys), Tap.day.in_(days))
    return {door: counted for door, counted in found.items() if door in wanted}


def _came(*where: ColumnElement[bool]) -> dict[Door, int]:
    """How many came at each door that was counted at, by the taps `where` selects.

    A source takes back only what it counted itself: what it says of a door adds up to 0 at least. Sums do not depend
    on the order in which taps arrive.
    """
    own = func.sum(Tap.change)
    by_source = (
        select(Tap.listing_key, Tap.day, case((own > 0, own), else_=0).label("counted"))
        .where(Tap.set_aside.is_(False), *where)
        .group_by(Tap.listing_key, Tap.day, Tap.source)
        .subquery()
    )
    total = select(by_source.c.listing_key, by_source.c.day, func.sum(by_source.c.counted))
    rows = db.session.execute(total.group_by(by_source.c.listing_key, by_source.c.day))
    return {(key, day): int(counted) for key, day, counted in rows}


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
