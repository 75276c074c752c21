"""One line of the table: a figure beside its limit."""

from typing import NamedTuple

WIDTH = 68  # of the names
DIGITS = {"s": 2, "ratio": 2, "times": 1}


class Row(NamedTuple):
    """A figure, its unit and its limit (None: only to compare with); `least` says on which side it has to be."""

    name: str
    figure: float
    unit: str
    limit: float | None = None
    least: bool = False

    @property
    def is_good(self) -> bool:
        if self.limit is None:
            return True
        return self.figure >= self.limit if self.least else self.figure <= self.limit

    def __str__(self) -> str:
        amount = f"{self.figure:,.{DIGITS.get(self.unit, 0)}f}"
        limit = "" if self.limit is None else f"{'≥' if self.least else '≤'} {self.limit:,}"
        return f"{self.name:{WIDTH}} {amount:>8} {self.unit:6} {limit}{'' if self.is_good else '   BEYOND ITS LIMIT'}"
