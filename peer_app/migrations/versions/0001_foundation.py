"""Accounts, the organisation, and what is on.

Revision ID: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("short_name", sa.String(12), nullable=False),
        sa.Column("phone", sa.String(200), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("opening_hours", sa.String(200), nullable=False),
        sa.Column("safeguarding_lead", sa.String(200), nullable=False),
        sa.Column("safeguarding_phone", sa.String(200), nullable=False),
        sa.Column("exit_site", sa.String(200), nullable=False),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", sa.String(400), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("is_safeguarding_lead", sa.Boolean, nullable=False),
        sa.Column("passphrase_hash", sa.String(200), nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("left_at", UTCDateTime),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_digest", sa.String(64), primary_key=True),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("started_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("accepted_at", UTCDateTime),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id")),
    )
    op.create_table(
        "event",
        *_listing_columns(),
        sa.Column("expect", sa.Text, nullable=False),
        sa.Column("welcome", sa.Text, nullable=False),
        sa.Column("starts_at", UTCDateTime, nullable=False, index=True),
        sa.Column("ends_at", UTCDateTime, nullable=False),
        sa.Column("created_by_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "peer_group",
        *_listing_columns(),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("welcome", sa.Text, nullable=False),
        sa.Column("meets", sa.String(200), nullable=False),
        sa.Column("starts_at", UTCDateTime, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
    )
    op.create_table(
        "van_stop",
        *_listing_columns(),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("starts_at", UTCDateTime, nullable=False, index=True),
        sa.Column("ends_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "opportunity",
        *_listing_columns(),
        sa.Column("what_you_do", sa.Text, nullable=False),
        sa.Column("when", sa.String(200), nullable=False),
        sa.Column("what_you_get", sa.Text, nullable=False),
        sa.Column("how_to_start", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("opportunity", "van_stop", "peer_group", "event", "invitation", "sign_in", "account", "organisation"):
        op.drop_table(table)


def _listing_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(80), nullable=False, unique=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("place_name", sa.String(200), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
    ]
