"""What others may react to."""

from blinker import Signal

#: Sent with concern_ids (list[int]) and source (str, `sync.kinds.source_of`), before the commit.
concerns_raised = Signal()
