"""Which picture phones show for the app.

Revision ID: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("organisation", sa.Column("icon", sa.String(20), nullable=False, server_default="sunrise"))


def downgrade() -> None:
    op.drop_column("organisation", "icon")
