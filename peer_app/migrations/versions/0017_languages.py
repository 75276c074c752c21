"""The language of an account's pages, the languages that a tablet carries, and better words for drafts.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String(10), nullable=False, server_default="en"))
    op.add_column("device", sa.Column("languages", sa.JSON(), nullable=False, server_default='["en"]'))
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("better", sa.Text, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("suggestion")
    op.drop_column("device", "languages")
    op.drop_column("account", "language")
