"""Which words stand in what is published. What was there before is read by the worker within a minute.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_Word = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "found_word",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("word", _Word, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("kind", "row_id", "word", name="pk_found_word"),
    )
    op.create_index("ix_found_word_soonest", "found_word", ["word", "kind", "starts_at", "row_id"])
    op.create_table(
        "word_variant",
        sa.Column("variant", _Word, nullable=False),
        sa.Column("word", _Word, nullable=False),
        sa.PrimaryKeyConstraint("variant", "word", name="pk_word_variant"),
    )


def downgrade() -> None:
    op.drop_table("word_variant")
    op.drop_table("found_word")
