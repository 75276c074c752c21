"""How long something takes, in seconds by the clock on the wall."""

import time
from collections.abc import Callable
from statistics import median


def median_of(rounds: int, do: Callable[[], object]) -> float:
    """The middle one of several rounds, after one that is not counted."""
    do()
    return median(_seconds(do) for _ in range(rounds))


def best_of(rounds: int, do: Callable[[], object]) -> float:
    """The quickest of several rounds: the least disturbed."""
    return min(_seconds(do) for _ in range(rounds))


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
