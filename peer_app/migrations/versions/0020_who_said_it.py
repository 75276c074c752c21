"""What each source said, so that one never changes what another said, and a lost tablet's can be set aside.

Revision ID: 0020
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "tap",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("record_id", sa.String(64), unique=True),
        sa.Column("listing_key", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        sa.Column("set_aside", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_tap_door", "tap", ["listing_key", "day"])
    op.execute(
        "INSERT INTO tap (listing_key, day, source, change) SELECT listing_key, day, '', counted FROM head_count"
    )
    op.drop_table("head_count")
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint("uq_person_page_digest", type_="unique")
        batch.add_column(_set_aside())
        batch.create_index("ix_person_page_digest", ["page_digest"])
    op.add_column("concern", _set_aside())
    op.add_column("scrapped_record", sa.Column("scrap_id", sa.String(64)))
    op.add_column("scrapped_record", _set_aside())
    op.add_column("device_epoch", sa.Column("first_device_id", sa.Integer))
    op.execute("UPDATE device_epoch SET first_device_id = device_id")
    op.add_column("device", sa.Column("lost_since", UTCDateTime))
    op.create_index("ix_record_device", "record", ["device_id", "received_at"])
    with op.batch_alter_table("held_record") as batch:
        batch.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("size", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("discard_reason", sa.String(200)))
        batch.add_column(sa.Column("discarded_by_id", sa.Integer, sa.ForeignKey("account.id", name="fk_discarded_by")))
        batch.create_index("ix_held_record_open", ["settled_at", "device_id", "account_id", "id"])
    op.execute("UPDATE held_record SET size = length(payload)")
    with op.batch_alter_table("arrived_seq") as batch:
        batch.add_column(sa.Column("arrived_at", UTCDateTime))
        batch.add_column(_set_aside())
    op.create_table(
        "claimed_seq",
        sa.Column("epoch", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("claimed_at", UTCDateTime, nullable=False),
    )


def _set_aside() -> sa.Column[bool]:
    return sa.Column("set_aside", sa.Boolean, nullable=False, server_default=sa.false())


def downgrade() -> None:
    op.drop_table("claimed_seq")
    for column in ("set_aside", "arrived_at"):
        op.drop_column("arrived_seq", column)
    with op.batch_alter_table("held_record") as batch:
        batch.drop_index("ix_held_record_open")
        for column in ("discarded_by_id", "discard_reason", "size", "kind"):
            batch.drop_column(column)
    op.drop_index("ix_record_device", "record")
    for table, column in (
        ("device", "lost_since"),
        ("device_epoch", "first_device_id"),
        ("scrapped_record", "set_aside"),
        ("scrapped_record", "scrap_id"),
        ("concern", "set_aside"),
    ):
        op.drop_column(table, column)
    op.execute("UPDATE person SET page_digest = NULL WHERE id NOT IN (SELECT min(id) FROM person GROUP BY page_digest)")
    with op.batch_alter_table("person") as batch:
        batch.drop_index("ix_person_page_digest")
        batch.drop_column("set_aside")
        batch.create_unique_constraint("uq_person_page_digest", ["page_digest"])
    op.create_table(
        "head_count",
        sa.Column("listing_key", sa.String(40), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("counted", sa.Integer, nullable=False),
    )
    op.execute(
        "INSERT INTO head_count (listing_key, day, counted)"
        " SELECT listing_key, day, sum(change) FROM tap GROUP BY listing_key, day"
    )
    op.drop_table("tap")
