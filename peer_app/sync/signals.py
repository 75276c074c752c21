"""What others may react to."""

from blinker import Signal

#: Sent with device_id (int or None) and numbers ([(epoch, seq)]) of records that came, before the commit.
records_arrived = Signal()

#: Sent with record_ids (list[str]) of records that were kept aside and source (`kinds.source_of`), before the commit.
records_held = Signal()
