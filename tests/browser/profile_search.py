"""Searching a browser's whole profile for what was typed."""

import base64
from pathlib import Path
from urllib.parse import quote, quote_plus


def found_in(folder: Path, texts: list[str]) -> list[tuple[str, str]]:
    """(text, file) wherever a text stands as UTF-8, UTF-16, URL-encoded, or base64 at any alignment."""
    bodies = [(file, file.read_bytes()) for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return [
        (text, file.name) for text in texts for spelling in spellings(text) for file, body in bodies if spelling in body
    ]


def spellings(text: str) -> set[bytes]:
    """Every way in which a text may stand in a file."""
    found = {quote(text).encode(), quote_plus(text).encode()}
    for plain in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
        found.add(plain)
        for shift in range(3):
            # The first and last group of four depend on what stands around the text.
            whole = base64.b64encode(bytes(shift) + plain)[4 if shift else 0 : -4]
            found |= {whole, whole.translate(bytes.maketrans(b"+/", b"-_"))}
    return found
