"""Who hosts a group."""

from collections.abc import Iterable

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.extensions import Model, db


class GroupHost(Model):
    """An account that hosts a group: it may change the group's sessions, and tell whoever follows the group."""

    __tablename__ = "group_host"

    group_id: Mapped[int] = mapped_column(ForeignKey("peer_group.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)

    @classmethod
    def of(cls, group_id: int) -> frozenset[int]:
        """The accounts that host a group."""
        return frozenset(db.session.scalars(select(cls.account_id).where(cls.group_id == group_id)))

    @classmethod
    def replace(cls, group_id: int, account_ids: Iterable[int]) -> None:
        """Have exactly these for a group from now on; the caller commits."""
        db.session.execute(delete(cls).where(cls.group_id == group_id))
        db.session.add_all(cls(group_id=group_id, account_id=account_id) for account_id in set(account_ids))
