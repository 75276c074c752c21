"""Which number a scrapped record has to have, so that nobody scraps what was saved elsewhere or earlier.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_record_number", "record", ["epoch", "seq"])
    # One that is still to come has no number yet; such scraps are from before anybody used this.
    _make_anew(
        "SELECT record_id, epoch, seq, scrapped_at FROM scrapped_record JOIN record ON record.id = record_id",
        sa.Column("record_id", sa.String(64), primary_key=True),
        sa.Column("epoch", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    )


def downgrade() -> None:
    _make_anew(
        "SELECT record_id, min(scrapped_at) AS scrapped_at FROM scrapped_record GROUP BY record_id",
        sa.Column("record_id", sa.String(64), primary_key=True),
    )
    op.drop_index("ix_record_number", "record")


def _make_anew(query: str, *key: sa.Column[str] | sa.Column[int]) -> None:
    """The table with that key, and in it what `query` finds in the one before."""
    found = op.get_bind().execute(sa.text(query).columns(scrapped_at=UTCDateTime))
    rows = [row._asdict() for row in found]
    op.drop_table("scrapped_record")
    scrapped = op.create_table("scrapped_record", *key, sa.Column("scrapped_at", UTCDateTime, nullable=False))
    op.bulk_insert(scrapped, rows)
