"""Rate limits that every process shares, because the database counts: a fixed window for each key.

Flask-Limiter counts requests by client network, in the memory of one process or in Redis, before a view runs. Here a
view counts what it knows only after reading the form: tries at one account, new rows in one inbox.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, case, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock, codes
from peer_app.core.database import UTCDateTime, upsert
from peer_app.extensions import Model, db


class RateCount(Model):
    """How often something happened in its present window. What it was stands there as a keyed hash only."""

    __tablename__ = "rate_count"

    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    #: From then on the count begins anew.
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    @classmethod
    def erase_old(cls) -> None:
        """Erase the counts whose window is over; the caller commits."""
        over = delete(cls).where(cls.ends_at <= clock.now())
        db.session.execute(over.execution_options(synchronize_session=False))


@dataclass(frozen=True)
class RateLimit:
    """At most `most` times within `window`, which begins with the first of them."""

    most: int
    window: timedelta = timedelta(hours=1)

    def take(self, key: str) -> bool:
        """Count one more for `key`; whether that is still within the limit. The caller commits.

        One statement counts and reads, so of many at the same moment no more than `most` are let through.
        """
        now, table = clock.now(), RateCount.__table__
        statement = upsert(RateCount).values(key_digest=codes.keyed_digest(key), count=1, ends_at=now + self.window)
        is_over = table.c.ends_at <= now
        counted = statement.on_conflict_do_update(
            index_elements=[table.c.key_digest],
            set_={
                "count": case((is_over, 1), else_=table.c.count + 1),
                "ends_at": case((is_over, statement.excluded.ends_at), else_=table.c.ends_at),
            },
        ).returning(table.c.count)
        return int(db.session.execute(counted).scalar_one()) <= self.most

    def give_back(self, key: str) -> None:
        """Count one less for `key`, because what was counted turned out not to matter. The caller commits."""
        mine = RateCount.key_digest == codes.keyed_digest(key), RateCount.count > 0
        less = update(RateCount).where(*mine).values(count=RateCount.count - 1)
        db.session.execute(less.execution_options(synchronize_session=False))

    def is_used_up(self, key: str) -> bool:
        """Whether the next one for `key` would be over the limit. It counts nothing."""
        counted = select(RateCount.count).where(
            RateCount.key_digest == codes.keyed_digest(key), RateCount.ends_at > clock.now()
        )
        return (db.session.scalar(counted) or 0) >= self.most
