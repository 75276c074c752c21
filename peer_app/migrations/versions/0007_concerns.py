"""Concerns about somebody's safety, and telling safeguarding leads on their own phones.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "concern",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("record_id", sa.String(64), unique=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("raised_at", sa.String(40), nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False, index=True),
        sa.Column("seen_at", UTCDateTime),
        sa.Column("seen_by_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    op.create_table(
        "concern_raised_by",
        sa.Column(
            "concern_id",
            sa.Integer,
            sa.ForeignKey("concern.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True, autoincrement=False),
    )
    account = sa.ForeignKey("account.id", ondelete="CASCADE")
    # Not in batch mode, which would copy the table and forget that its ids are never given twice.
    op.add_column("subscription", sa.Column("account_id", sa.Integer, account), inline_references=True)


def downgrade() -> None:
    with op.batch_alter_table("subscription", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("account_id")
    op.drop_table("concern_raised_by")
    op.drop_table("concern")
