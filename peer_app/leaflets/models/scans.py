"""How often each batch was scanned on which day.

A scan is a number on a day. Nothing is kept of whoever scanned.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import upsert
from peer_app.extensions import Model, db
from peer_app.leaflets.models.leaflets import Batch, as_kept


class Scan(Model):
    """How often one batch was scanned on one day."""

    __tablename__ = "scan"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    #: The day as it is where the organisation is.
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


def count_scans(scans: Mapping[str, int]) -> None:
    """Add to today's count of each batch ({code: scans}); an unknown code counts nothing. The caller commits.

    The database adds, so that scans at the same moment are all counted.
    """
    # In one order everywhere, so that two writers never wait for each other.
    rows = [{"of": as_kept(code), "today": clock.today(), "more": more} for code, more in sorted(scans.items())]
    db.session.connection().execute(_adding(db.session.get_bind().dialect.name), rows)


@cache
def _adding(_dialect: str) -> Any:
    """The statement, made once: to make it takes as long as to run it."""
    batch = select(Batch.id, bindparam("today", type_=Date), bindparam("more", type_=Integer))
    adding = upsert(Scan).from_select(["batch_id", "day", "count"], batch.where(Batch.code == bindparam("of")))
    return adding.on_conflict_do_update(
        index_elements=["batch_id", "day"], set_={"count": Scan.count + adding.excluded.count}
    )


def scans_of(batch_ids: Collection[int]) -> dict[int, int]:
    """How often each batch was scanned so far, by its id; those never scanned are left out."""
    rows = db.session.execute(
        select(Scan.batch_id, func.sum(Scan.count)).where(Scan.batch_id.in_(batch_ids)).group_by(Scan.batch_id)
    )
    return {batch_id: int(total) for batch_id, total in rows}


def scans_by_day(batch_ids: Collection[int]) -> dict[tuple[int, date], int]:
    """How often each batch was scanned on each day; days without a scan are left out."""
    rows = db.session.scalars(select(Scan).where(Scan.batch_id.in_(batch_ids)))
    return {(scan.batch_id, scan.day): scan.count for scan in rows}
