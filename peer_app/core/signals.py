"""Signals that features of several kinds send."""

from blinker import Signal

#: Sent with two listings, as it is now (listing) and as it was until now (before), inside the transaction,
#: when something that was still to come was cancelled, takes place after all, or does so at another time or place.
#: One session of a group carries its `recurrence_id`; where the group's rule changed, the two are different sessions.
listing_changed = Signal()
