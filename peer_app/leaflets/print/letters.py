"""What the fonts can print, and which way it runs."""

import re
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parents[1] / "fonts"
#: Stands for a character that none of our fonts can print.
NO_GLYPH = "◻"
BYTE_ORDER_MARK = "\ufeff"

#: A word that may not fit on a line gets places to break.
_LONG_WORD = re.compile(r"\S{25,}")
_MAY_BREAK = "\u200b"


def printable(text: str) -> str:
    """`text` with a box for each character that our fonts lack, and with places to break its longest words.

    PDF/UA-1 forbids a missing glyph, and a leaflet with a box in it is better than none.
    """
    shown = "".join(_printable_character(character) for character in unicodedata.normalize("NFC", text))
    return _LONG_WORD.sub(lambda word: _MAY_BREAK.join(word[0]), shown)


def direction_of(text: str, otherwise: str) -> str:
    """ "rtl" or "ltr" by the first letter that has a direction (Unicode UAX #9, P2 and P3); else `otherwise`."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return otherwise


@cache
def families() -> tuple[str, ...]:
    """The names of the fonts, in the order in which they are asked for a character."""
    return tuple(line.partition(":")[0] for line in coverage_lines())


@cache
def coverage_lines() -> tuple[str, ...]:
    """A line for each font: its name, a colon, and the runs of code points that it has (hex)."""
    return tuple((FONTS / "coverage.txt").read_text(encoding="ascii").splitlines())


def _printable_character(character: str) -> str:
    category = unicodedata.category(character)
    # The standard disallows these as text, though some fonts claim to cover them.
    if category == "Cc" or character == BYTE_ORDER_MARK:
        return " " if character.isspace() else ""
    if ord(character) in _coverage():
        return character
    if category.startswith("Z"):
        return " "
    return "" if category == "Cf" or "VARIATION SELECTOR" in unicodedata.name(character, "") else NO_GLYPH


@cache
def _coverage() -> frozenset[int]:
    """Every code point that one of the fonts can print."""
    runs = (run.split("-") for line in coverage_lines() for run in line.partition(":")[2].split())
    return frozenset(code for run in runs for code in range(int(run[0], 16), int(run[-1], 16) + 1))
