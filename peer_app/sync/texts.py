"""Reading what somebody typed, and in which language, out of a record."""

import re
from typing import Any

from peer_app.sync.kinds import NeedsALook
from peer_app.sync.reasons import NOT_UNDERSTOOD

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")


def read_text(value: Any, limit: int) -> str:
    """Text of at most `limit` characters that every database can hold, without outer spaces; raises NeedsALook."""
    if not isinstance(value, str) or len(value) > limit or "\0" in value:
        raise NeedsALook(NOT_UNDERSTOOD)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:  # half of an emoji
            raise NeedsALook(NOT_UNDERSTOOD) from error
    return value.strip()


def read_language(value: Any) -> str:
    """The code of the language that a form was in; raises NeedsALook."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise NeedsALook(NOT_UNDERSTOOD)
    return value
