"""Long lists, newest first, one page at a time.

Keyset pagination: the address of the next page names the id of the last row on this one (`?before=ID`). Rows that
arrive meanwhile move nothing, and the last page costs the database as little as the first.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from peer_app.extensions import db

Row = TypeVar("Row")

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """rows: what stands on this page; more: what `before` has to be for the next page, None on the last one."""

    rows: list[Row]
    more: int | None = None

    @classmethod
    def newest(
        cls,
        query: Select[Row],
        row_id: InstrumentedAttribute[int],
        *,
        before: int | None = None,
        size: int = PAGE_SIZE,
    ) -> "Page[Row]":
        """The page of `query` that begins after the row with the id `before`; without one, the first page.

        row_id: the column that grows with each new row, of the entity that `query` selects.
        """
        ordered: Select[Any] = query.order_by(row_id.desc()).limit(size + 1)
        if before is not None:
            ordered = ordered.where(row_id < before)
        rows = list(db.session.scalars(ordered))
        return cls(rows[:size], getattr(rows[size - 1], row_id.key) if len(rows) > size else None)
