"""The form of “I'd like to come”."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, ValidationError
from wtforms.validators import StopValidation

from peer_app.coming.inbox import INBOX
from peer_app.coming.models import LIMITS, MOST_PEOPLE, SECRET_LENGTH, occasion_of
from peer_app.core import codes
from peer_app.core.dates import day_and_time
from peer_app.core.forms import line, note
from peer_app.core.listings import Listing
from peer_app.core.visitors import VisitorForm

_SECRET = re.compile(f"[{codes.ALPHABET}]{{{SECRET_LENGTH}}}")


class HowMany(IntegerField):
    """A whole number of people; anything else gets a sentence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_few()) from None


def _few() -> str:
    return str(_("Enter how many, from 1 to %(most)s.", most=MOST_PEOPLE))


def _between(_form: Any, field: HowMany) -> None:
    if field.process_errors:
        raise StopValidation  # what was entered has its own sentence already
    if field.data is None or not 1 <= field.data <= MOST_PEOPLE:
        raise ValidationError(_few())


def _one_of_these(_form: Any, field: RadioField) -> None:
    if field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(_("Choose one of these days."))


class ComingForm(VisitorForm):
    """Nothing has to be filled in."""

    inbox = INBOX

    occasion = RadioField(_l("Which day?"), [_one_of_these], validate_choice=False)
    name = line(_l("Your first name"), limit=LIMITS["name"])
    how_many = HowMany(_l("How many are you?"), [_between], default=1)
    would_help = note(_l("Would anything help?"), limit=LIMITS["would_help"])
    #: Made on the phone where it can be, so that sending it twice is saying it once.
    secret = HiddenField()

    @classmethod
    def about(cls, occasions: Sequence[Listing], first: Listing) -> "ComingForm":
        """The form for what has these times still to come, `first` chosen; of one alone it does not ask which."""
        form = cls()
        form.occasion.choices = [
            SelectChoice(occasion_of(it), day_and_time(it.starts_at)) for it in occasions if it.starts_at
        ]
        if len(occasions) < 2:
            del form.occasion
        elif not form.is_submitted():
            form.occasion.data = occasion_of(first if first in occasions else occasions[0])
        return form

    def chosen(self, occasions: Sequence[Listing]) -> Listing:
        """Which of the times the valid form names."""
        if "occasion" not in self:
            return occasions[0]
        return next(it for it in occasions if occasion_of(it) == self.occasion.data)

    def words(self) -> dict[str, Any]:
        """What the valid form says, as `Coming.say` takes it."""
        return {name: self[name].data for name in ("name", "how_many", "would_help")}

    def own_secret(self) -> str:
        """The phone's secret; empty unless it made a good one."""
        return self.secret.data if _SECRET.fullmatch(self.secret.data or "") else ""
