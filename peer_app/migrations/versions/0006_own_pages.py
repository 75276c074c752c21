"""Where and by whom somebody was met, their own page, and what was scrapped.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("page_digest", sa.String(64)))
        batch.add_column(sa.Column("met_at", sa.String(40), nullable=False, server_default=""))
        batch.create_unique_constraint("uq_person_page_digest", ["page_digest"])
    op.create_table(
        "person_met_by",
        sa.Column(
            "person_id",
            sa.Integer,
            sa.ForeignKey("person.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True, autoincrement=False, index=True
        ),
    )
    op.create_table(
        "scrapped_record",
        sa.Column("record_id", sa.String(64), primary_key=True),
        sa.Column("scrapped_at", UTCDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("scrapped_record")
    op.drop_table("person_met_by")
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint("uq_person_page_digest", type_="unique")
        batch.drop_column("met_at")
        batch.drop_column("page_digest")
