"""Telling in several languages, at a time, in pieces, and not too often; cancelled events; hosts of groups.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("subscription", sa.Column("paused_until", UTCDateTime))
    op.add_column("subscription", sa.Column("application_server_key", sa.String(88)))
    op.add_column("notification", sa.Column("language", sa.String(8), nullable=False, server_default="en"))
    op.add_column("notification", sa.Column("translations", sa.JSON, nullable=False, server_default="{}"))
    op.add_column("notification", sa.Column("listing_key", sa.String(40), nullable=False, server_default=""))
    op.execute("UPDATE notification SET listing_key = topic WHERE kind = 'reminder'")
    op.add_column("notification", sa.Column("send_at", UTCDateTime))
    op.add_column("notification", sa.Column("stopped_at", UTCDateTime))
    op.add_column("notification", sa.Column("stopped_by_id", sa.Integer))
    op.add_column("notification", sa.Column("filled_to", sa.Integer))
    op.add_column("delivery", sa.Column("counted_at", UTCDateTime))
    op.create_index(
        "ix_delivery_counted",
        "delivery",
        ["subscription_id", "counted_at"],
        sqlite_where=sa.text("counted_at IS NOT NULL"),
        postgresql_where=sa.text("counted_at IS NOT NULL"),
    )
    op.add_column("event", sa.Column("cancelled_at", UTCDateTime))
    op.create_table(
        "group_host",
        sa.Column("group_id", sa.Integer, sa.ForeignKey("peer_group.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
        ),
    )


def downgrade() -> None:
    op.drop_table("group_host")
    op.drop_column("event", "cancelled_at")
    op.drop_index("ix_delivery_counted", "delivery")
    op.drop_column("delivery", "counted_at")
    for column in ("filled_to", "stopped_by_id", "stopped_at", "send_at", "listing_key", "translations", "language"):
        op.drop_column("notification", column)
    for column in ("application_server_key", "paused_until"):
        op.drop_column("subscription", column)
