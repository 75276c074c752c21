"""The words of a leaflet, ready to print, and as Typst gets them: data, never markup."""

import re
from dataclasses import asdict, dataclass

from peer_app.leaflets.print.letters import direction_of, families, printable

_ADDRESS_LINES = 5
_SENTENCE_LIMIT = 220
#: With two languages there is half the room.
_SENTENCE_LIMIT_OF_TWO = 120
#: Letters of two words that stay together.
_SHORT = 16
#: The space within "SW2 1JQ".
_POSTCODE = re.compile(r" (?=\d[A-Z]{2}\b)")

Data = dict[str, object]


@dataclass(frozen=True)
class LeafletText:
    """The words on a leaflet, all in one language.

    lang: a BCP 47 tag ("en-GB"); direction: "ltr" or "rtl";
    day: (weekday, number, month), None for what has no date; date: the same in a line, or when it comes again;
    `expect` may be long: its first sentences are printed. Empty texts are left out.
    """

    lang: str
    direction: str
    kind: str
    title: str
    welcome: str
    day: tuple[str, str, str] | None
    date: str
    hours: str
    place: str
    address: str
    expect_heading: str
    expect: str
    scan: str
    ring: str


@dataclass(frozen=True)
class Copy:
    """What tells one batch from another. link: as people type it; address: the same, to open; qr: an SVG file."""

    link: str
    address: str
    qr: str


@dataclass(frozen=True)
class Sheet:
    """All that is printed in one file: words in one or two languages, and a copy for each batch.

    modules: on a side of the codes, with the white around them; qr_alt: what a code is, for screen readers.
    """

    words: tuple[LeafletText, ...]
    copies: tuple[Copy, ...]
    modules: int
    qr_alt: str
    phone: str
    opening_hours: str
    organisation: str


def data_of(sheet: Sheet, *, saves_ink: bool) -> Data:
    """A sheet as JSON takes it."""
    first = sheet.words[0]
    limit = _SENTENCE_LIMIT if len(sheet.words) == 1 else _SENTENCE_LIMIT_OF_TWO
    return {
        "saves_ink": saves_ink,
        "fonts": families(),
        "words": [_words(words, limit) for words in sheet.words],
        "copies": [asdict(copy) for copy in sheet.copies],
        "modules": sheet.modules,
        "qr_alt": printable(sheet.qr_alt),
        "phone": printable(sheet.phone),
        "opening_hours": _line(sheet.opening_hours, first.direction),
        "organisation": _line(sheet.organisation, first.direction),
    }


def first_sentences(text: str, limit: int = _SENTENCE_LIMIT) -> str:
    """The first sentences of `text` that fit into `limit` characters; at least one, cut if need be."""
    words = " ".join(text.split())
    if len(words) <= limit:
        return words
    end = max(words.rfind(mark, 0, limit) for mark in (". ", "! ", "? ", "؟ "))
    if end > 0:
        return words[: end + 1]
    return words[:limit].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def no_word_alone(sentence: str) -> str:
    """`sentence` with its last two words on one line, where they are short: one alone below the others looks lost."""
    rest, _, last = sentence.rpartition(" ")
    before = rest.rpartition(" ")[2]
    return f"{rest}\u00a0{last}" if before != rest and len(before) + len(last) < _SHORT else sentence


def _words(words: LeafletText, limit: int) -> Data:
    language, _, region = words.lang.partition("-")
    lines = {
        name: getattr(words, name) for name in ("kind", "title", "date", "hours", "place", "expect_heading", "ring")
    }
    sentences = {"welcome": words.welcome, "scan": words.scan, "expect": first_sentences(words.expect, limit)}
    lines |= {name: no_word_alone(sentence) for name, sentence in sentences.items()}
    return {
        "lang": language,
        "region": region or None,
        "dir": words.direction,
        "day": [printable(part) for part in words.day] if words.day else None,
        "address": [_line(_POSTCODE.sub("\u00a0", line), words.direction) for line in _few_lines(words.address)],
        **{name: _line(text, words.direction) for name, text in lines.items()},
    }


def _line(text: str, otherwise: str) -> Data:
    shown = printable(text)
    return {"text": shown, "dir": direction_of(shown, otherwise)}


def _few_lines(address: str) -> list[str]:
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    last = ", ".join(lines[_ADDRESS_LINES - 1 :])
    return [*lines[: _ADDRESS_LINES - 1], last] if last else lines
