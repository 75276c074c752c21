"""Devices that van mode was set up on, and what of each has arrived.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("token_digest", sa.String(64), unique=True),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("created_by_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("enrolled_at", UTCDateTime),
        sa.Column("revoked_at", UTCDateTime),
        sa.Column("last_seen_at", UTCDateTime),
        sa.Column("app_revision", sa.String(12)),
        sa.Column("pack_updated_at", UTCDateTime),
        sa.Column("oldest_at", UTCDateTime),
        sa.Column("storage_left", sa.BigInteger),
        sa.Column("persistent", sa.Boolean),
        sa.Column("key_id", sa.String(64)),
    )
    op.create_table(
        "enrolment",
        sa.Column("code_digest", sa.String(64), primary_key=True),
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("used_at", UTCDateTime),
    )
    op.create_table(
        "device_epoch",
        sa.Column("epoch", sa.String(64), primary_key=True),
        sa.Column("device_id", sa.Integer, sa.ForeignKey("device.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("first_seen_at", UTCDateTime, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
    )
    op.create_table(
        "arrived_seq",
        sa.Column("epoch", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    )
    op.execute("INSERT INTO arrived_seq (epoch, seq) SELECT DISTINCT epoch, seq FROM record")
    for table in ("record", "held_record"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("device_id", sa.Integer))
            batch.create_foreign_key(f"fk_{table}_device_id_device", "device", ["device_id"], ["id"])
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("listed_as", sa.String(40)))


def downgrade() -> None:
    with op.batch_alter_table("account") as batch:
        batch.drop_column("listed_as")
    for table in ("held_record", "record"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_device_id_device", type_="foreignkey")
            batch.drop_column("device_id")
    for table in ("arrived_seq", "device_epoch", "enrolment", "device"):
        op.drop_table(table)
