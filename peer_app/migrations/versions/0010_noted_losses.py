"""What never arrived from a device, as far as a coordinator has noted it.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("device", sa.Column("noted_missing", sa.Integer, nullable=False, server_default="0"))
    op.add_column("device", sa.Column("noted_at", UTCDateTime))


def downgrade() -> None:
    op.drop_column("device", "noted_at")
    op.drop_column("device", "noted_missing")
