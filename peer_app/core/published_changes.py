"""A mark by which every process notices that something on the public pages has changed.

The mark is one random text in the database. Each transaction that changes a row of a model marked `OnPublicPages`
replaces it. Whoever caches something made from such rows keeps the mark beside it: as long as the mark is the same,
so is what the rows say.
"""

from functools import cache
from secrets import token_hex
from typing import Any

from sqlalchemy import String, event, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from peer_app.core.database import upsert
from peer_app.extensions import Model, db

_ONLY = 1


class OnPublicPages:
    """Marks a model whose rows stand on public pages; name it before Model."""


class PublishedChanges(Model):
    """The mark of the last change."""

    __tablename__ = "published_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Random: a number would come again when a backup is restored.
    mark: Mapped[str] = mapped_column(String(32))


#: The mark beside the columns of another query; None before the first change.
MARK = select(PublishedChanges.mark).scalar_subquery()


def mark() -> str:
    """The current mark: different after every committed change of what is public; empty before the first one."""
    return db.session.scalar(select(PublishedChanges.mark)) or ""


@event.listens_for(db.session, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    if any(isinstance(row, OnPublicPages) for rows in (session.new, session.dirty, session.deleted) for row in rows):
        _note(session)


@event.listens_for(db.session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    """Also replace the mark for bulk statements, which change rows without loading them as objects."""
    if state.is_select or not hasattr(state.statement, "table"):
        return
    if state.statement.table in _public_tables():
        _note(state.session)


@cache
def _public_tables() -> frozenset[Any]:
    return frozenset(
        mapper.local_table for mapper in Model.registry.mappers if issubclass(mapper.class_, OnPublicPages)
    )


def _note(session: Session) -> None:
    statement = upsert(PublishedChanges).values(id=_ONLY, mark=token_hex(16))
    noted = statement.on_conflict_do_update(index_elements=["id"], set_={"mark": statement.excluded.mark})
    session.connection().execute(noted)
