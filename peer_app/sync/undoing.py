"""Setting aside what records brought, where each brought one row with a `record_id` and a `set_aside` mark."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from peer_app.core.batches import among, texts
from peer_app.extensions import db


@dataclass(frozen=True)
class Marked:
    """`kinds.Undo` for rows that queries pass over while they are marked.

    model: has the columns `set_aside` and `column`; words(row): what it says, in plain words.
    """

    model: Any
    words: Callable[[Any], str]
    column: str = "record_id"

    def set_aside(self, record_ids: Collection[str]) -> set[str]:
        """Mark them; the ids of those that are there."""
        self._mark(record_ids, value=True)
        found = select(self._id).where(among(self._id))
        return set(db.session.scalars(found, texts(record_ids)))

    def restore(self, record_ids: Collection[str]) -> None:
        """Take the mark away."""
        self._mark(record_ids, value=False)

    def discard(self, record_ids: Collection[str]) -> None:
        """Delete those that are marked."""
        gone = delete(self.model).where(among(self._id), self.model.set_aside)
        db.session.execute(gone.execution_options(synchronize_session=False), texts(record_ids))

    def describe(self, record_ids: Collection[str]) -> dict[str, str]:
        """What each says."""
        rows = db.session.scalars(select(self.model).where(among(self._id)), texts(record_ids))
        return {getattr(row, self.column): self.words(row) for row in rows}

    @property
    def _id(self) -> Any:
        return getattr(self.model, self.column)

    def _mark(self, record_ids: Collection[str], *, value: bool) -> None:
        # By the table, because rows of a session that were read before would otherwise be looked for one by one.
        table = self.model.__table__
        marking = update(table).where(among(table.c[self.column])).values(set_aside=value)
        db.session.execute(marking, texts(record_ids))
