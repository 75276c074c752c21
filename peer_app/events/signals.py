"""What others may react to."""

from blinker import Signal

#: Sent with listing (as it is now) and starts_at (aware, when it was to begin until now), before the commit,
#: when an event that was still to come was cancelled, or takes place at another time or place.
event_changed = Signal()
