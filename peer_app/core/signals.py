"""Signals that features of several kinds send."""

from blinker import Signal

#: Sent with listing (as it is now) and starts_at (aware, when it was to begin until now), before the commit,
#: when something that was still to come was cancelled, takes place after all, or does so at another time or place.
#: One session of a group carries its `recurrence_id`.
listing_changed = Signal()
