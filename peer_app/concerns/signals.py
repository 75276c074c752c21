"""What others may react to."""

from blinker import Signal

#: Sent with concern_ids (list[int]), before the commit.
concerns_raised = Signal()
