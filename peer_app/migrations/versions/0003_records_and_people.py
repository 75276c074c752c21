"""Records from the field, those that need a look, and the people who said yes.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("epoch", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id")),
    )
    op.create_table(
        "held_record",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("settled_at", UTCDateTime),
        sa.UniqueConstraint("record_id", "digest"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("record_id", sa.String(64), unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("enjoys", sa.Text, nullable=False),
        sa.Column("would_help", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False, index=True),
        sa.Column("registered_by_id", sa.Integer, sa.ForeignKey("account.id")),
    )
    op.create_table(
        "permission",
        sa.Column(
            "person_id",
            sa.Integer,
            sa.ForeignKey("person.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("to", sa.String(20), primary_key=True),
        sa.Column("given_at", UTCDateTime, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("permission", "person", "held_record", "record"):
        op.drop_table(table)
