"""Short codes that people type, and long tokens that nobody guesses."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from itertools import count

from flask import current_app

from peer_app.core.rude_words import is_rude

#: No 0/O/1/I/L to misread, and no vowels, so that no code spells a word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_code(length: int) -> str:
    """A random code of `length` characters for print and typing, upper case; never a rude one."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if not is_rude(code):
            return code


def new_token() -> str:
    """256 random bits as base64url, for one-use links."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 of a token as hex: all that the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(code: str) -> str:
    """HMAC-SHA-256 of a short code as hex: whoever only has the database can't try all codes there are."""
    sent = code.encode(errors="replace")  # half an emoji is in no code of ours
    return hmac.new(current_app.config["SECRET_KEY"].encode(), sent, hashlib.sha256).hexdigest()


def code_of(text: str, length: int) -> str:
    """The one code of a text: nobody works it out without this server's key. Never a rude one."""
    codes = (_letters(int(keyed_digest(f"{attempt} {text}"), 16), length) for attempt in count())
    return next(code for code in codes if not is_rude(code))


def _letters(number: int, length: int) -> str:
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(length))


def tidy(typed: str) -> str:
    """A code as it was made, out of how somebody typed it: in small letters, with spaces or hyphens."""
    return re.sub(r"[\s-]", "", typed).upper()


def slug_of(title: str) -> str:
    """`title` as a piece of an address: lower-case ASCII and hyphens, at most 60 characters.

    Empty when no letter of the title has an ASCII likeness (Arabic, emoji).
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")
