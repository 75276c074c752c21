"""Leaflets, the batches they are handed out in, and how often each was scanned on which day.

A scan is a number on a day. Nothing is kept of whoever scanned.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, String, func, literal, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peer_app.core import clock, codes, listings
from peer_app.core.database import UTCDateTime, upsert
from peer_app.core.listings import Listing
from peer_app.core.published_changes import OnPublicPages
from peer_app.extensions import Model, db

CODE_LENGTH = 6
PLACE_LIMIT = 200
#: How far ahead the van shows leaflets.
SHOWN = timedelta(weeks=8)


class Leaflet(OnPublicPages, Model):
    """The leaflet of one listing."""

    __tablename__ = "leaflet"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Such as "event:12" (core.listings).
    listing_key: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: In the order they were made; the one for the screen is the first.
    batches: Mapped[list["Batch"]] = relationship(back_populates="leaflet", order_by="Batch.id")

    @classmethod
    def of(cls, listing_key: str, *, by_id: int | None = None) -> "Leaflet":
        """The leaflet of a listing, made with its batch for the screen if there is none; the caller commits."""
        facts = {"listing_key": listing_key, "created_at": clock.now(), "created_by_id": by_id}
        made = db.session.scalar(
            upsert(cls).values(facts).on_conflict_do_nothing(index_elements=["listing_key"]).returning(cls.id)
        )
        if made is not None:
            _new_batch(made, place="", on_screen=True)
        return db.session.scalars(select(cls).where(cls.listing_key == listing_key)).one()

    def hand_out(self, place: str) -> "Batch":
        """A new batch for `place`, with a code of its own; the caller commits."""
        return _new_batch(self.id, place=place, on_screen=False)


class Batch(OnPublicPages, Model):
    """The copies of a leaflet that are handed out in one place, or shown on the van's screen."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    leaflet_id: Mapped[int] = mapped_column(ForeignKey("leaflet.id"), index=True)
    #: Stands in the printed link; never changed, never used again.
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    #: As typed, for the team only: it never stands on a public page.
    place: Mapped[str] = mapped_column(String(PLACE_LIMIT))
    on_screen: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    leaflet: Mapped[Leaflet] = relationship(back_populates="batches")

    @classmethod
    def by_code(cls, code: str) -> "Batch | None":
        """The batch with that code, in upper or lower case."""
        return db.session.scalar(select(cls).where(cls.code == _as_kept(code)))

    @property
    def listing(self) -> Listing | None:
        """What the leaflet is about, past or not."""
        return listings.find(self.leaflet.listing_key)


class Scan(Model):
    """How often one batch was scanned on one day."""

    __tablename__ = "scan"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    #: The day as it is where the organisation is.
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


def count_scan(code: str) -> None:
    """Count one scan of a batch today; an unknown code counts nothing. The caller commits.

    One statement, so that scans at the same moment are all counted.
    """
    batch = select(Batch.id, literal(clock.today()), literal(1)).where(Batch.code == _as_kept(code))
    db.session.execute(
        upsert(Scan)
        .from_select(["batch_id", "day", "count"], batch)
        .on_conflict_do_update(index_elements=["batch_id", "day"], set_={"count": Scan.count + 1})
    )


def scans_of(batch_ids: list[int]) -> dict[int, int]:
    """How often each batch was scanned so far, by its id; those never scanned are left out."""
    rows = db.session.execute(
        select(Scan.batch_id, func.sum(Scan.count)).where(Scan.batch_id.in_(batch_ids)).group_by(Scan.batch_id)
    )
    return {batch_id: int(total) for batch_id, total in rows}


def on_screen(now: datetime) -> list[tuple[str, Listing]]:
    """(code, listing) of every leaflet that the van can show: what is on from `now` (aware), soonest first."""
    rows = db.session.execute(
        select(Leaflet.listing_key, Batch.code).join(Batch.leaflet).where(Batch.on_screen.is_(True))
    )
    code_of = {row.listing_key: row.code for row in rows}
    found: dict[str, Listing] = {}
    for listing in listings.upcoming(now, now + SHOWN):
        if listing.key in code_of and not listing.cancelled:
            found.setdefault(listing.key, listing)  # a group meets more than once
    return [(code_of[key], listing) for key, listing in found.items()]


def _as_kept(code: str) -> str:
    """`code` in upper case; empty, which no batch has, for what can't be one (a database refuses some characters)."""
    kept = code.upper()
    return kept if len(kept) == CODE_LENGTH and set(kept) <= set(codes.ALPHABET) else ""


def _new_batch(leaflet_id: int, *, place: str, on_screen: bool) -> Batch:
    facts = {"leaflet_id": leaflet_id, "place": place, "on_screen": on_screen, "created_at": clock.now()}
    while True:  # 27**6 codes: taken once in a blue moon
        statement = upsert(Batch).values(code=codes.new_code(CODE_LENGTH), **facts)
        made = db.session.scalar(statement.on_conflict_do_nothing(index_elements=["code"]).returning(Batch.id))
        if made is not None:
            return db.session.scalars(select(Batch).where(Batch.id == made)).one()
