"""How each person wants to be told: own quiet time and words, a weekly digest, and how much each topic shows.

Revision ID: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("subscription", sa.Column("quiet_from", sa.String(5)))
    op.add_column("subscription", sa.Column("quiet_until", sa.String(5)))
    op.add_column("subscription", sa.Column("lock_screen_title", sa.String(40), nullable=False, server_default=""))
    op.add_column("subscription", sa.Column("digest_day", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("subscription", sa.Column("digest_at", sa.String(5), nullable=False, server_default="10:00"))
    op.add_column("subscription", sa.Column("digest_due_at", sa.DateTime(timezone=True)))
    op.add_column("subscription", sa.Column("digested_at", sa.DateTime(timezone=True)))
    op.create_index("ix_subscription_digest_due_at", "subscription", ["digest_due_at"])
    op.add_column("subscription_topic", sa.Column("discreet", sa.Boolean()))


def downgrade() -> None:
    op.drop_column("subscription_topic", "discreet")
    op.drop_index("ix_subscription_digest_due_at", "subscription")
    for name in ("digested_at", "digest_due_at", "digest_at", "digest_day", "lock_screen_title"):
        op.drop_column("subscription", name)
    op.drop_column("subscription", "quiet_until")
    op.drop_column("subscription", "quiet_from")
