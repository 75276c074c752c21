"""What others may react to."""

from blinker import Signal

#: Sent with device_id (int or None) and numbers ([(epoch, seq)]) of records that came, before the commit.
records_arrived = Signal()
