"""What others may react to."""

from blinker import Signal

#: Sent with record_ids (list[str]) of records that were kept aside and source (`kinds.source_of`), before the commit.
records_held = Signal()
