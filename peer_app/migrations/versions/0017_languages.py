"""The language of an account's pages, and the languages that a tablet carries.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String(10), nullable=False, server_default="en"))
    op.add_column("device", sa.Column("languages", sa.JSON(), nullable=False, server_default='["en"]'))


def downgrade() -> None:
    op.drop_column("device", "languages")
    op.drop_column("account", "language")
