"""How much text fits on a lock screen. The limit is in bytes; people are told it in letters.

A letter takes one to four bytes in UTF-8, so what is left is an estimate from what was typed so far.
"""

from typing import Any

from flask_babel import ngettext
from wtforms import Field, ValidationError

LONGEST_TITLE = 80
#: As much as phones show when a notification is pulled open, and far from what a message can hold.
MOST_BYTES = 600


def left_in(text: str) -> int:
    """About how many more letters there is room for; below 0 when it is too long by so many."""
    size = len(text.encode())
    return int((MOST_BYTES - size) * max(len(text), 1) // max(size, 1))


def sentence(text: str | None) -> str:
    """What stands beside the field."""
    left = left_in(text or "")
    if left < 0:
        return too_long(-left)
    return str(ngettext("Room for about %(num)d more letter.", "Room for about %(num)d more letters.", left))


def too_long(letters: int) -> str:
    """What to do where it is too long by so many."""
    one, many = "Make it shorter, by about %(num)d letter.", "Make it shorter, by about %(num)d letters."
    return str(ngettext(one, many, letters))


def fits(_form: Any, field: Field) -> None:
    """A validator: no more than a lock screen can show."""
    left = left_in(field.data or "")
    if left < 0:
        raise ValidationError(too_long(-left))
