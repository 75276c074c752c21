"""Places; what things cost, how to get in, who speaks what; sessions of groups that differ; paid work and training.

Revision ID: 0013
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0013"
down_revision = "0012"

PUBLISHED = ("event", "peer_group", "van_stop", "opportunity")


def upgrade() -> None:
    _create_place()
    for table in PUBLISHED:
        with op.batch_alter_table(table) as batch:
            for column in _facts(table):
                batch.add_column(column)
            batch.create_foreign_key(f"fk_{table}_place_id_place", "place", ["place_id"], ["id"])
            batch.create_index(f"ix_{table}_place_id", ["place_id"])
    op.add_column("peer_group", sa.Column("sequence", sa.Integer, nullable=False, server_default="0"))
    op.add_column("van_stop", sa.Column("sequence", sa.Integer, nullable=False, server_default="0"))
    op.add_column("van_stop", sa.Column("cancelled_at", UTCDateTime))
    op.add_column("opportunity", sa.Column("taken_at", UTCDateTime))
    op.add_column("opportunity", sa.Column("role", sa.String(20), nullable=False, server_default="volunteer"))
    op.add_column("opportunity", sa.Column("support", sa.Text, nullable=False, server_default=""))
    op.add_column("opportunity", sa.Column("no_experience", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_table(
        "group_session",
        sa.Column("group_id", sa.Integer, sa.ForeignKey("peer_group.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("original_at", UTCDateTime, primary_key=True),
        sa.Column("starts_at", UTCDateTime),
        sa.Column("minutes", sa.Integer),
        sa.Column("place_id", sa.Integer, sa.ForeignKey("place.id"), index=True),
        sa.Column("place_name", sa.String(200)),
        sa.Column("address", sa.Text),
        sa.Column("cancelled_at", UTCDateTime),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("group_session")
    for column in ("no_experience", "support", "role", "taken_at"):
        op.drop_column("opportunity", column)
    op.drop_column("van_stop", "cancelled_at")
    op.drop_column("van_stop", "sequence")
    op.drop_column("peer_group", "sequence")
    for table in PUBLISHED:
        with op.batch_alter_table(table) as batch:
            batch.drop_index(f"ix_{table}_place_id")
            batch.drop_constraint(f"fk_{table}_place_id_place", type_="foreignkey")
            for fact in _facts(table):
                batch.drop_column(fact.name)
    op.drop_table("place")


def _create_place() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(80), nullable=False, unique=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("area", sa.String(30), nullable=False, server_default=""),
        sa.Column("about", sa.Text, nullable=False, server_default=""),
        sa.Column("step_free", sa.Boolean),
        sa.Column("hearing_loop", sa.Boolean),
        sa.Column("toilets", sa.String(20), nullable=False, server_default=""),
        sa.Column("spoken", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("opening_hours", sa.Text, nullable=False, server_default=""),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("translations", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
    )


def _facts(table: str) -> Iterator[sa.Column[object]]:
    """The new columns of whatever is on."""
    yield sa.Column("place_id", sa.Integer)
    if table != "van_stop":  # which has it already
        yield sa.Column("area", sa.String(30), nullable=False, server_default="")
    yield sa.Column("is_free", sa.Boolean, nullable=False, server_default=sa.true())
    yield sa.Column("cost", sa.String(200), nullable=False, server_default="")
    yield sa.Column("step_free", sa.Boolean)
    yield sa.Column("spoken", sa.JSON, nullable=False, server_default="[]")
    yield sa.Column("access_notes", sa.Text, nullable=False, server_default="")
    yield sa.Column("translations", sa.JSON, nullable=False, server_default="{}")
