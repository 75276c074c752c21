"""What a coordinator chose to take out."""

import re
from typing import Any

from wtforms import BooleanField, HiddenField, SelectMultipleField

from peer_app.core.forms import Form
from peer_app.core.row_ids import BIGGEST

#: The page of an inbox that they came from: one of ours.
_PAGE = re.compile(r"/[a-z-]+(?:/[\w:.+-]+)?")


class Ids(SelectMultipleField):
    """Row ids; anything else is left out."""

    def process_formdata(self, valuelist: list[str]) -> None:
        numbers = {int(value) for value in valuelist if value.isascii() and value.isdigit() and len(value) < 12}
        self.data = sorted(number for number in numbers if number <= BIGGEST)


class ChoiceForm(Form):
    """The chosen rows; `sure` once the page has said what will happen."""

    chosen = Ids(validate_choice=False, choices=[])
    back = HiddenField()
    sure = BooleanField()

    def page(self, otherwise: str) -> str:
        """The page to go back to."""
        wanted: Any = self.back.data or ""
        return wanted if _PAGE.fullmatch(wanted) else otherwise
