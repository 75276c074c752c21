"""How often each batch was scanned on which day.

A scan is a number on a day. Nothing is kept of whoever scanned.
"""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ForeignKey, func, literal, select
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
    for code, count in sorted(scans.items()):  # in one order everywhere: two writers never wait for each other
        batch = select(Batch.id, literal(clock.today()), literal(count)).where(Batch.code == as_kept(code))
        adding = upsert(Scan).from_select(["batch_id", "day", "count"], batch)
        db.session.execute(
            adding.on_conflict_do_update(
                index_elements=["batch_id", "day"], set_={"count": Scan.count + adding.excluded.count}
            )
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
