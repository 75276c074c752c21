"""Who hosts a group."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.extensions import Model


class GroupHost(Model):
    """An account that hosts a group: it may tell whoever follows the group."""

    __tablename__ = "group_host"

    group_id: Mapped[int] = mapped_column(ForeignKey("peer_group.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
