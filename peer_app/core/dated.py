"""What happens once, on one day: moving or cancelling it sends the signal `listing_changed`."""

from dataclasses import replace
from datetime import datetime
from typing import Self

from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from peer_app.core import clock
from peer_app.core.database import UTCDateTime
from peer_app.core.listings import Listing
from peer_app.core.published import Published
from peer_app.core.signals import listing_changed


class Dated(Published):
    """Something that is on once. Moved or cancelled, it keeps its page and address: they may be printed."""

    __abstract__ = True

    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: How often it changed after it was announced (SEQUENCE, RFC 5545 3.8.7.4).
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Since then it is known not to happen.
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def change(self, **facts: object) -> None:
        """Set new facts, and let others react if it is at another time or place; the caller commits."""
        before = self.listing
        super().change(**facts)
        self.sequence += 1
        if is_moved(before, self.listing) and self.cancelled_at is None:
            self._announce(before)

    def cancel(self) -> None:
        """It does not take place; the caller commits."""
        if self.cancelled_at is None:
            self._set_cancelled(clock.now())

    def resume(self) -> None:
        """It takes place after all; the caller commits."""
        if self.cancelled_at is not None:
            self._set_cancelled(None)

    @classmethod
    def on_offer(cls) -> "Select[Self]":
        return super().on_offer().where(cls.ends_at > clock.now())

    @property
    def is_over(self) -> bool:
        return self.ends_at < clock.now()

    @property
    def summary(self) -> str:
        """What happens there."""
        raise NotImplementedError

    @property
    def listing(self) -> Listing:
        """It as a listing."""
        listing = self.listing_at(self.starts_at, self.ends_at, self.summary, getattr(self, "welcome", ""))
        return replace(listing, cancelled=self.cancelled_at is not None, sequence=self.sequence or 0)

    def _set_cancelled(self, since: datetime | None) -> None:
        before = self.listing
        self.cancelled_at = since
        self._note_change()
        self._announce(before)

    def _note_change(self) -> None:
        self.changed_at = clock.now()
        self.sequence += 1

    def _announce(self, before: Listing) -> None:
        """Let others react, unless it was over already and still is."""
        if max(before.starts_at or self.starts_at, self.starts_at) > clock.now():
            listing_changed.send(self, listing=self.listing, before=before)


def is_moved(before: Listing, after: Listing) -> bool:
    """Whether its start or its place has changed, so that somebody who knows only the old ones would come in vain."""
    return any(getattr(before, name) != getattr(after, name) for name in ("starts_at", "place_name", "address"))
