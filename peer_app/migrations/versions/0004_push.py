"""Subscriptions, notifications and their deliveries.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("endpoint_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("p256dh", sa.String(88), nullable=False),
        sa.Column("auth", sa.String(24), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("discreet", sa.Boolean, nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("refreshed_at", UTCDateTime, nullable=False),
        # An id is never given twice: deliveries outlive the subscription they name.
        sqlite_autoincrement=True,
    )
    op.create_table(
        "subscription_topic",
        sa.Column("topic", sa.String(40), primary_key=True),
        sa.Column(
            "subscription_id",
            sa.Integer,
            sa.ForeignKey("subscription.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
            index=True,
        ),
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("happens_at", UTCDateTime),
        sa.Column("created_by_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("dedupe_key", sa.String(100), unique=True),
    )
    op.create_table(
        "delivery",
        sa.Column(
            "notification_id",
            sa.Integer,
            sa.ForeignKey("notification.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("subscription_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(15), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("last_status", sa.Integer),
        sa.Column("next_try_at", UTCDateTime, nullable=False),
    )
    op.create_index(
        "ix_delivery_waiting",
        "delivery",
        ["next_try_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    for table in ("delivery", "notification", "subscription_topic", "subscription"):
        op.drop_table(table)
