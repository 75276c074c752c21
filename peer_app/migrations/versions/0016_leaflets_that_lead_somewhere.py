"""Codes that were ever given out, and how many copies were handed out.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table("given_code", sa.Column("code", sa.String(6), primary_key=True))
    op.execute("INSERT INTO given_code (code) SELECT code FROM batch")
    op.create_table(
        "handed_out",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batch.id"), nullable=False, index=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("entered_at", UTCDateTime, nullable=False),
        sa.Column("entered_by_id", sa.Integer, sa.ForeignKey("account.id")),
    )


def downgrade() -> None:
    for table in ("handed_out", "given_code"):
        op.drop_table(table)
