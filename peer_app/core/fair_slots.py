"""Shares a fixed number of concurrent uses among senders, so that no few of them can take all.

The bound for each sender is not fixed: it may hold at most half as many slots as are free (a dynamic threshold, after
Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998). A single sender gets a third of all; with n busy
senders about `total / (n + 2)` slots stay free, and one that holds none yet is only refused once none is left.
"""

from collections import Counter
from threading import Lock


class FairSlots:
    """Counts who uses how many of `total` slots right now."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, sender: str) -> bool:
        """Take a slot for `sender`; False when its share, or everything, is in use."""
        with self._lock:
            free = self.total - self._taken.total()
            if 2 * self._taken[sender] >= free:
                return False
            self._taken[sender] += 1
            return True

    def free(self, sender: str) -> None:
        """Give one slot of `sender` back."""
        with self._lock:
            self._taken[sender] -= 1
            if self._taken[sender] <= 0:
                del self._taken[sender]
