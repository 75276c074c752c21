"""People, and what each of them said yes to."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peer_app.core import clock
from peer_app.core.batches import among, texts
from peer_app.core.database import UTCDateTime
from peer_app.core.paging import Page
from peer_app.extensions import Model, db
from peer_app.sync.models import Record

#: "You may keep this": without it nothing is stored.
KEEP = "keep"
#: "You may get in touch with me."
CONTACT = "contact"
PERMISSIONS = (KEEP, CONTACT)

#: Characters that fit, by field.
LIMITS = {"name": 200, "contact": 500, "enjoys": 5000, "would_help": 5000}


class Person(Model):
    """Somebody who said "You may keep this". Every field may be empty."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The sealed record it came in; None for one typed in by somebody signed in.
    record_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Text)
    #: How to reach them, in their own words.
    contact: Mapped[str] = mapped_column(Text)
    #: What they enjoy or could share.
    enjoys: Mapped[str] = mapped_column(Text)
    #: What would help, in their own words.
    would_help: Mapped[str] = mapped_column(Text)
    #: The language of the form they were asked with.
    language: Mapped[str] = mapped_column(String(8))
    #: When it was saved, by the clock of the device.
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: SHA-256 as hex of the secret that opens their own page; None where they were given none.
    #: Several may have the same: whoever saw a secret first must not keep its person out.
    page_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    #: The key of the listing where they were met ("van-stop:12"), which may be gone; empty where nobody said.
    met_at: Mapped[str] = mapped_column(String(40), default="")
    #: Quarantined: it came from a tablet after that was lost, and is shown among what needs a look only.
    set_aside: Mapped[bool] = mapped_column(server_default=false())
    permissions: Mapped[list["Permission"]] = relationship(
        cascade="all, delete-orphan", order_by="Permission.to.desc()", lazy="selectin"
    )

    @classmethod
    def register(cls, texts: dict[str, str], wordings: dict[str, str], *, language: str, by_id: int) -> "Person":
        """A person typed in by somebody signed in; `wordings` by permission given. The caller commits."""
        if KEEP not in wordings:
            raise ValueError("Nothing is stored without the person's yes to that.")
        now = clock.now()
        person = cls(language=language, made_at=now, received_at=now, registered_by_id=by_id, **texts)
        person.permissions = [Permission(to=to, given_at=now, wording=wording) for to, wording in wordings.items()]
        db.session.add(person)
        return person

    @classmethod
    def newest(cls, before: int | None = None) -> "Page[Person]":
        """Everyone, newest first; the page after the person with the id `before`."""
        return Page.newest(select(cls).where(~cls.set_aside), cls.id, before=before)

    @classmethod
    def find(cls, person_id: int) -> "Person | None":
        """The person with that id, unless they are set aside."""
        return db.session.scalar(select(cls).where(cls.id == person_id, ~cls.set_aside))

    @classmethod
    def of_page(cls, page_digest: str) -> list["Person"]:
        """Whose own page the secret with that digest opens: more than one where somebody used a secret again."""
        return list(
            db.session.scalars(select(cls).where(cls.page_digest == page_digest, ~cls.set_aside).order_by(cls.id))
        )

    @classmethod
    def ids_of(cls, record_ids: Iterable[str]) -> dict[str, int]:
        """The id of the person that came in each record."""
        return dict(db.session.execute(_IDS, texts(record_ids)).all())  # type: ignore[arg-type]

    @classmethod
    def page_epochs(cls, page_digests: Iterable[str]) -> set[tuple[str | None, str]]:
        """(digest, epoch) of everyone whose page one of these secrets opens: in which database it was made."""
        return {(digest, epoch) for digest, epoch in db.session.execute(_PAGES, texts(page_digests))}

    def erase(self) -> None:
        """Take it all away, permissions too: they took their yes back. The caller commits."""
        db.session.delete(self)

    @property
    def may_be_contacted(self) -> bool:
        """Whether they said “You may get in touch with me.”"""
        return any(permission.to == CONTACT for permission in self.permissions)


_PAGES = select(Person.page_digest, Record.epoch).join(Record, Record.id == Person.record_id)
_PAGES = _PAGES.where(among(Person.page_digest))
_IDS = select(Person.record_id, Person.id).where(among(Person.record_id))


class Permission(Model):
    """One thing a person said yes to, when, and what they were shown."""

    __tablename__ = "permission"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    #: One of PERMISSIONS.
    to: Mapped[str] = mapped_column(String(20), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: The exact words on the screen.
    wording: Mapped[str] = mapped_column(Text)


class MetBy(Model):
    """That somebody was on the shift which met a person."""

    __tablename__ = "person_met_by"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)

    @classmethod
    def account_ids(cls, person: Person) -> list[int]:
        """The accounts of those who were on the shift that met `person`."""
        return list(db.session.scalars(select(cls.account_id).where(cls.person_id == person.id)))
