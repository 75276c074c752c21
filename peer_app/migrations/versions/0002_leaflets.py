"""Leaflets, the batches handed out, and their scans.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "leaflet",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("listing_key", sa.String(40), nullable=False, unique=True),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("created_by_id", sa.Integer, sa.ForeignKey("account.id")),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("leaflet_id", sa.Integer, sa.ForeignKey("leaflet.id"), nullable=False, index=True),
        sa.Column("code", sa.String(6), nullable=False, unique=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("on_screen", sa.Boolean, nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "scan",
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in ("scan", "batch", "leaflet"):
        op.drop_table(table)
