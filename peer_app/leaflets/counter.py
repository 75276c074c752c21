"""Counting many scans at once: a hall of people who scan the same poster.

Each scan is in the database before its answer goes out. Whoever finds the database busy waits for the next write,
and one of them writes for all who wait: a burst costs a few writes, not hundreds that queue for one lock.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from threading import Lock


class _Scan:
    """One scan that waits to be counted."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.is_done = False
        self.problem: Exception | None = None


class ScanCounter:
    """What one process has to count."""

    def __init__(self, write: Callable[[Mapping[str, int]], None]) -> None:
        """`write({code: scans})` adds to the counts, and returns when that is safe."""
        self._write = write
        self._waiting: list[_Scan] = []
        self._list, self._writing = Lock(), Lock()

    def count(self, code: str) -> None:
        """Count one scan; returns when it is counted, and raises what `write` raised when it is not."""
        scan = _Scan(code)
        with self._list:
            self._waiting.append(scan)
        with self._writing:
            if not scan.is_done:  # else whoever wrote before has written this one, too
                self._write_all()
        if scan.problem:
            raise scan.problem

    def _write_all(self) -> None:
        with self._list:
            scans, self._waiting = self._waiting, []
        problem = None
        try:
            self._write(Counter(scan.code for scan in scans))
        except Exception as error:  # noqa: BLE001 – everyone whose scan was in it is told
            problem = error
        for scan in scans:
            scan.is_done, scan.problem = True, problem
