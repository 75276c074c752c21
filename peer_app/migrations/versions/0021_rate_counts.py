"""Rate limits that every process shares.

Revision ID: 0021
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "rate_count",
        sa.Column("key_digest", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("ends_at", UTCDateTime, nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("rate_count")
