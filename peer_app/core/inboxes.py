"""What strangers may add rows to without an account: one mechanism for all such inboxes.

Each has a cap an hour, overall and for each client network, counted in the database. Each row belongs to a source: a
client network on one day, known only by a keyed hash that is erased within a day. Where one source sends more in a day
than people would, its rows stand apart and no number believes them, until a coordinator decides about all of them.

A new inbox: a model with `Submission`, an `Inbox`, `register_inbox`, and a `VisitorForm` that names the inbox.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask import Flask, current_app
from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    delete,
    func,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, codes
from peer_app.core.database import UTCDateTime, upsert
from peer_app.core.rate_limits import RateLimit
from peer_app.extensions import Model, db

#: After that nothing says any more which rows came from one network, except where they stand apart.
SOURCE_KEPT = timedelta(days=1)

_EXTENSION = "inboxes"


class Source(Model):
    """One client network on one day, in one inbox."""

    __tablename__ = "submission_source"
    __table_args__ = (UniqueConstraint("inbox", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The name of the inbox.
    inbox: Mapped[str] = mapped_column(String(20))
    #: Keyed hash of the network and the day; None once it is erased.
    digest: Mapped[str | None] = mapped_column(String(64))
    first_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    #: How much of it is believed, after a coordinator decided; None: `Submission.ODD_ABOVE`.
    allowance: Mapped[int | None]

    @classmethod
    def id_of(cls, inbox: str, network: str) -> int:
        """The id of today's source; made if need be. The caller commits."""
        now = clock.now()
        digest = codes.keyed_digest(f"source {inbox} {now.date()} {network}")
        statement = upsert(cls).values(inbox=inbox, digest=digest, first_at=now)
        keys = [cls.__table__.c.inbox, cls.__table__.c.digest]
        found = statement.on_conflict_do_update(index_elements=keys, set_={"digest": digest})
        return int(db.session.execute(found.returning(cls.__table__.c.id)).scalar_one())


class Submission:
    """A row that a stranger made; name it before Model."""

    #: What one source may send in a day before all of it stands apart.
    ODD_ABOVE: ClassVar[int]

    source_id: Mapped[int | None] = mapped_column(ForeignKey("submission_source.id", ondelete="SET NULL"), index=True)

    @classmethod
    def weight(cls) -> ColumnElement[int]:
        """What each row counts towards `ODD_ABOVE`."""
        return literal(1)

    @classmethod
    def odd_sources(cls) -> Select[Any]:
        """The ids of the sources whose rows stand apart."""
        allowance = func.coalesce(Source.allowance, cls.ODD_ABOVE)
        each = select(cls.source_id).join(Source, Source.id == cls.source_id)
        return each.group_by(cls.source_id, Source.allowance).having(func.sum(cls.weight()) > allowance)

    @classmethod
    def is_believed(cls) -> ColumnElement[bool]:
        """The condition for rows that do not stand apart."""
        return or_(cls.source_id.is_(None), not_(cls.source_id.in_(cls.odd_sources())))

    @property
    def gist(self) -> str:
        """A few words of it, by which a coordinator sees whether it was made up."""
        raise NotImplementedError


@dataclass(frozen=True)
class OddSource:
    """What stands apart: how many rows, how much they count by `Submission.weight`, and when the last came."""

    id: int
    inbox: "Inbox"
    rows: int
    weight: int
    last_at: datetime


@dataclass(frozen=True)
class Inbox:
    """name: in addresses and keys; title: as coordinators read it; endpoint: of the page that lists what came, None
    where there are several; an_hour, an_hour_from_one: caps on new rows, overall and for one client network.
    """

    name: str
    title: Any
    model: type[Any]
    an_hour: int
    an_hour_from_one: int
    endpoint: str | None = None

    def take(self, network: str) -> int | None:
        """Count one more from `network`: the id of its source; None, and nothing counted, when it is over a cap.

        The caller adds the row and commits.
        """
        from_one = RateLimit(self.an_hour_from_one).take(f"inbox {self.name} from {network}")
        if from_one and RateLimit(self.an_hour).take(self._key):
            return Source.id_of(self.name, network)
        db.session.rollback()
        return None

    @property
    def is_full(self) -> bool:
        """Whether it takes no more from anybody for now."""
        return RateLimit(self.an_hour).is_used_up(self._key)

    @property
    def _key(self) -> str:
        return f"inbox {self.name}"

    def odd(self) -> list[OddSource]:
        """The sources whose rows stand apart, newest first."""
        found = (
            select(self.model.source_id, func.count(), func.sum(self.model.weight()))
            .add_columns(func.max(self.model.made_at))
            .where(self.model.source_id.in_(self.model.odd_sources()))
            .group_by(self.model.source_id)
            .order_by(self.model.source_id.desc())
        )
        return [OddSource(row[0], self, row[1], int(row[2]), row[3]) for row in db.session.execute(found)]

    def newest_of(self, source: OddSource, count: int) -> list[Any]:
        """The newest rows of a source."""
        rows = select(self.model).where(self.model.source_id == source.id)
        return list(db.session.scalars(rows.order_by(self.model.id.desc()).limit(count)))

    def believe(self, source: OddSource) -> None:
        """They are real: what came so far counts, and as much again as any source may send. The caller commits."""
        self._allow(source, source.weight + self.model.ODD_ABOVE)

    def remove_source(self, source: OddSource) -> int:
        """Delete all of a source; how many. Whatever else it sends stands apart at once. The caller commits."""
        self._allow(source, 0)
        return self._delete(self.model.source_id == source.id)

    def remove(self, ids: list[int]) -> int:
        """Delete these rows; how many of them were still there. The caller commits."""
        return self._delete(self.model.id.in_(ids))

    def erase_old_sources(self) -> None:
        """Forget the networks of a day ago, and which rows came from one where nothing was odd; the caller commits."""
        old = Source.inbox == self.name, Source.first_at <= clock.now() - SOURCE_KEPT
        quietly = {"synchronize_session": False}
        is_odd = Source.id.in_(self.model.odd_sources())
        db.session.execute(delete(Source).where(*old, not_(is_odd)), execution_options=quietly)
        db.session.execute(update(Source).where(*old).values(digest=None), execution_options=quietly)

    def _allow(self, source: OddSource, allowance: int) -> None:
        decided = update(Source).where(Source.id == source.id).values(allowance=allowance)
        db.session.execute(decided.execution_options(synchronize_session=False))

    def _delete(self, which: ColumnElement[bool]) -> int:
        gone = delete(self.model).where(which).returning(self.model.id)
        return len(db.session.execute(gone, execution_options={"synchronize_session": False}).all())


def init_app(app: Flask) -> None:
    """Make the empty register."""
    app.extensions[_EXTENSION] = {}


def register_inbox(app: Flask, inbox: Inbox) -> None:
    """Let coordinators see and clear what stands apart in `inbox`."""
    app.extensions[_EXTENSION][inbox.name] = inbox


def all_inboxes() -> dict[str, Inbox]:
    """Every inbox, by name."""
    inboxes: dict[str, Inbox] = current_app.extensions[_EXTENSION]
    return inboxes


def find_odd(source_id: int) -> OddSource | None:
    """The source of that id, locked for whoever decides; None where nothing of it stands apart any more."""
    source = db.session.get(Source, source_id, with_for_update=True, populate_existing=True)
    if source is None or source.inbox not in all_inboxes():
        return None
    return next((it for it in all_inboxes()[source.inbox].odd() if it.id == source_id), None)
