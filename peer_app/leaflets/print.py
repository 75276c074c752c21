"""Leaflets on paper: words in, a PDF/UA-1 (ISO 14289-1) or a picture of it out.

Typst sets the page and its compiler enforces the standard. All words reach Typst as data, so
that nothing anybody types is ever markup. This module knows neither the app nor the database.
"""

import json
import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import typst

TEMPLATES = Path(__file__).parents[2] / "templates" / "leaflets"
FONTS = Path(__file__).parent / "fonts"
#: Stands for a character that none of our fonts can print.
NO_GLYPH = "◻"
BYTE_ORDER_MARK = "\ufeff"
#: Pixels an inch in pictures on screen: 827 × 1174 for an A5.
PICTURE_PPI = 142

_ADDRESS_LINES = 5
#: A word that may not fit on a line gets places to break.
_LONG_WORD = re.compile(r"\S{25,}")
_MAY_BREAK = "\u200b"
_SENTENCE_LIMIT = 220


@dataclass(frozen=True)
class LeafletText:
    """The words on a leaflet, all in one language and ready to print.

    lang: a BCP 47 tag ("en-GB"); day: (weekday, number, month), None for what has no date;
    link: as people type it; qr: the code as an SVG file; qr_alt: what the code is, for screen readers.
    `expect` may be long: its first sentences are printed. Empty texts are left out.
    """

    lang: str
    kind: str
    title: str
    welcome: str
    day: tuple[str, str, str] | None
    hours: str
    place: str
    address: str
    expect_heading: str
    expect: str
    scan: str
    link: str
    ring: str
    phone: str
    opening_hours: str
    organisation: str
    qr: str
    qr_alt: str


def render_pdf(text: LeafletText) -> bytes:
    """One A5 as PDF/UA-1."""
    return _compile(text, "pdf")


def render_png(text: LeafletText) -> bytes:
    """The same A5 as a picture."""
    return _compile(text, "png")


def first_sentences(text: str, limit: int = _SENTENCE_LIMIT) -> str:
    """The first sentences of `text` that fit into `limit` characters; at least one, cut if need be."""
    words = " ".join(text.split())
    if len(words) <= limit:
        return words
    end = max(words.rfind(mark, 0, limit) for mark in (". ", "! ", "? "))
    if end > 0:
        return words[: end + 1]
    return words[:limit].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def printable(text: str) -> str:
    """`text` with a box for each character that our fonts lack, and with places to break its longest words.

    PDF/UA-1 forbids a missing glyph, and a leaflet with a box in it is better than none.
    """
    shown = "".join(_printable_character(character) for character in unicodedata.normalize("NFC", text))
    return _LONG_WORD.sub(lambda word: _MAY_BREAK.join(word[0]), shown)


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


def _compile(text: LeafletText, output: Literal["pdf", "png"]) -> bytes:
    return typst.compile(
        str(TEMPLATES / "a5.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=output,
        ppi=PICTURE_PPI,
        sys_inputs={"text": json.dumps(_data(text))},
        pdf_standards="ua-1",
    )


def _data(text: LeafletText) -> dict[str, object]:
    words: dict[str, object] = {
        name: printable(value) if isinstance(value, str) and name not in {"link", "qr"} else value
        for name, value in asdict(replace(text, address="", expect=first_sentences(text.expect))).items()
    }
    language, _, region = text.lang.partition("-")
    families = [line.partition(":")[0] for line in _coverage_lines()]
    address = [printable(line) for line in _few_lines(text.address)]
    return words | {"lang": language, "region": region or None, "address": address, "fonts": families}


def _few_lines(address: str) -> list[str]:
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    last = ", ".join(lines[_ADDRESS_LINES - 1 :])
    return [*lines[: _ADDRESS_LINES - 1], last] if last else lines


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _coverage_lines() -> tuple[str, ...]:
    return tuple((FONTS / "coverage.txt").read_text(encoding="ascii").splitlines())


@cache
def _coverage() -> frozenset[int]:
    """Every code point that one of the fonts can print."""
    runs = (run.split("-") for line in _coverage_lines() for run in line.partition(":")[2].split())
    return frozenset(code for run in runs for code in range(int(run[0], 16), int(run[-1], 16) + 1))
