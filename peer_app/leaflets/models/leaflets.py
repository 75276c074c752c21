"""Leaflets and their batches, each with a code that is printed and so is never given out again."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peer_app.core import clock, codes
from peer_app.core.database import UTCDateTime, upsert
from peer_app.core.listings import Listing
from peer_app.core.published_changes import MARK, OnPublicPages
from peer_app.extensions import Model, db
from peer_app.leaflets import subjects

CODE_LENGTH = 6
PLACE_LIMIT = 200


class Leaflet(OnPublicPages, Model):
    """The leaflet of one listing, of a place, or of all that is on."""

    __tablename__ = "leaflet"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Such as "event:12" (subjects.find).
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

    @classmethod
    def by_key(cls, listing_key: str) -> "Leaflet | None":
        """The leaflet of a listing, if somebody made one."""
        # PostgreSQL takes no NUL, and no key has any.
        known = select(cls).where(cls.listing_key == listing_key)
        return db.session.scalar(known) if listing_key.isprintable() else None

    @property
    def listing(self) -> Listing | None:
        """What it is about, past or not."""
        return subjects.find(self.listing_key)

    @property
    def handed_out_batches(self) -> list["Batch"]:
        """Its batches but the one for the screen, in the order they were made."""
        return [batch for batch in self.batches if not batch.on_screen]

    @property
    def screen_batch(self) -> "Batch":
        """The one for the van's screen."""
        return next(batch for batch in self.batches if batch.on_screen)

    def hand_out(self, place: str) -> "Batch":
        """A new batch for `place`, with a code of its own; the caller commits."""
        listing = self.listing
        printed = subjects.as_printed(listing) if listing else None
        says = {"said_start": printed.starts_at, "said_place": printed.place_name} if printed else {}
        return _new_batch(self.id, place=place, on_screen=False, **says)


class About(NamedTuple):
    """The key of what a leaflet is about, the mark of published changes, and when and where its paper says it is."""

    key: str
    mark: str
    said_start: datetime | None
    said_place: str | None


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
    #: When (of a group: the first time) and where it was to be when these were made, and so what paper says.
    said_start: Mapped[datetime | None] = mapped_column(UTCDateTime)
    said_place: Mapped[str | None] = mapped_column(String(200))
    leaflet: Mapped[Leaflet] = relationship(back_populates="batches")

    @classmethod
    def by_code(cls, code: str) -> "Batch | None":
        """The batch with that code, however somebody typed it."""
        return db.session.scalar(select(cls).where(cls.code == as_kept(code)))

    @classmethod
    def about(cls, code: str) -> "About | None":
        """What a scan of that code needs to know; None for an unknown code."""
        row = db.session.connection().execute(_ABOUT, {"code": as_kept(code)}).one_or_none()
        return About(*row) if row else None

    @property
    def listing(self) -> Listing | None:
        """What the leaflet is about, past or not."""
        return self.leaflet.listing


#: Made once: each scan asks it, and to make it takes longer than to ask.
_ABOUT = (
    select(Leaflet.listing_key, MARK, Batch.said_start, Batch.said_place)
    .join(Batch.leaflet)
    .where(Batch.code == bindparam("code"))
)


class GivenCode(Model):
    """Every code there ever was. Whatever becomes of its batch, its paper is still out there."""

    __tablename__ = "given_code"

    code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)


def as_kept(code: str) -> str:
    """`code` as it was made; empty, which no batch has, for what can't be one (a database refuses some characters)."""
    kept = codes.tidy(code)
    return kept if len(kept) == CODE_LENGTH and set(kept) <= set(codes.ALPHABET) else ""


def _new_batch(leaflet_id: int, *, place: str, on_screen: bool, **says: object) -> Batch:
    facts = {"leaflet_id": leaflet_id, "place": place, "on_screen": on_screen, "created_at": clock.now(), **says}
    made = db.session.scalar(upsert(Batch).values(code=_new_code(), **facts).returning(Batch.id))
    return db.session.scalars(select(Batch).where(Batch.id == made)).one()


def _new_code() -> str:
    """A code that no batch has or ever had. (27**6 codes, drawn at random: taken once in a blue moon.)"""
    while True:
        statement = upsert(GivenCode).values(code=codes.new_code(CODE_LENGTH)).on_conflict_do_nothing()
        if given := db.session.scalar(statement.returning(GivenCode.code)):
            return str(given)
