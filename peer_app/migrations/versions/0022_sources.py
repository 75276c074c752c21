"""Which rows of an inbox came from one network, for a day.

Revision ID: 0022
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0022"
down_revision = "0021"

INBOXES = ("coming", "interest", "proposal", "suggestion")


def upgrade() -> None:
    op.create_table(
        "submission_source",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inbox", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64)),
        sa.Column("first_at", UTCDateTime, nullable=False, index=True),
        sa.Column("allowance", sa.Integer),
        sa.UniqueConstraint("inbox", "digest"),
    )
    for table in INBOXES:
        source = sa.ForeignKey("submission_source.id", ondelete="SET NULL")
        op.add_column(table, sa.Column("source_id", sa.Integer, source), inline_references=True)
        op.create_index(f"ix_{table}_source_id", table, ["source_id"])


def downgrade() -> None:
    for table in INBOXES:
        op.drop_index(f"ix_{table}_source_id", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column("source_id")
    op.drop_table("submission_source")
