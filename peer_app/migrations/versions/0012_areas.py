"""The area of a van stop, which can be followed by itself.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("van_stop", sa.Column("area", sa.String(30), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("van_stop", "area")
