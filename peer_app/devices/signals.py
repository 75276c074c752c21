"""What others may react to."""

from blinker import Signal

#: Sent with device_id and last_heard_at (aware), again and again while a device that has records waiting has not been
#: heard of for a day, until a week has passed.
device_silent = Signal()
