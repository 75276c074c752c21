"""Where on the Earth a place is, as people copy it from a map."""

import re

_NUMBER = r"([-+]?\d{1,3}(?:\.\d{1,15})?)"
_TWO_NUMBERS = re.compile(rf"\s*{_NUMBER}\s*[,;\s]\s*{_NUMBER}\s*", re.ASCII)


def read_position(text: str) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees (WGS 84) out of "51.4612, -0.1150"; None for an empty text.

    Raises ValueError for anything else, and for what is not on the Earth.
    """
    if not text.strip():
        return None
    found = _TWO_NUMBERS.fullmatch(text)
    if found is None:
        raise ValueError("not two numbers")
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError("not on the Earth")
    return latitude, longitude


def written(position: tuple[float, float] | None) -> str:
    """A position as `read_position` reads it; empty for None."""
    return "" if position is None else "{:.6g}, {:.6g}".format(*position)
