"""When and where something was to be when its leaflets were made; of those made before, as it is now.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

from peer_app.core.database import UTCDateTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("batch", sa.Column("said_start", UTCDateTime))
    op.add_column("batch", sa.Column("said_place", sa.String(200)))
    op.execute(
        r"""
        UPDATE batch SET (said_start, said_place) = (
            SELECT it.starts_at, it.place_name FROM leaflet JOIN (
                SELECT 'event\:' || id AS listing_key, starts_at, place_name FROM event
                UNION ALL
                SELECT 'van-stop\:' || id, starts_at, place_name FROM van_stop
                UNION ALL
                SELECT 'group\:' || id, starts_at, place_name FROM peer_group
            ) AS it ON it.listing_key = leaflet.listing_key
            WHERE leaflet.id = batch.leaflet_id
        )
        """
    )


def downgrade() -> None:
    op.drop_column("batch", "said_place")
    op.drop_column("batch", "said_start")
