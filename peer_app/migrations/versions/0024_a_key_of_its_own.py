"""The public part of each device's own key.

Revision ID: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("device", sa.Column("public_key", sa.String(87)))
    op.create_index("ix_device_public_key", "device", ["public_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_device_public_key", "device")
    op.drop_column("device", "public_key")
