"""What citizens say, and how many came: each with an end.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "head_count",
        sa.Column("listing_key", sa.String(40), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("counted", sa.Integer, nullable=False),
    )
    op.create_table(
        "coming",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("listing_key", sa.String(40), nullable=False, index=True),
        sa.Column("occasion", sa.String(32), nullable=False),
        sa.Column("ends_at", UTCDateTime, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("how_many", sa.Integer, nullable=False),
        sa.Column("would_help", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("secret_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "coming_total",
        sa.Column("listing_key", sa.String(40), primary_key=True),
        sa.Column("occasion", sa.String(32), primary_key=True),
        sa.Column("people", sa.Integer, nullable=False),
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("listing_key", sa.String(40), nullable=False, index=True),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
        sa.Column("answered_at", UTCDateTime),
        sa.Column("answered_by_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("erase_at", UTCDateTime, nullable=False, index=True),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("starts", sa.Time),
        sa.Column("ends", sa.Time),
        sa.Column("place_name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False, index=True),
    )
    op.add_column("organisation", sa.Column("getting_there", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("organisation", "getting_there")
    for table in ("proposal", "interest", "coming_total", "coming", "head_count"):
        op.drop_table(table)
