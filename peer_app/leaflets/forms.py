"""What somebody types about leaflets: where they go, and how many were handed out."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, ValidationError
from wtforms.validators import StopValidation

from peer_app.core import clock
from peer_app.core.forms import Date, Form, SaysWhatToEnter, needed, note
from peer_app.leaflets.models import PLACE_LIMIT
from peer_app.leaflets.models.handed_out import MOST_COPIES

#: Places at a time: a hundred, and a few more.
MOST_PLACES = 200


def places_in(text: str) -> list[str]:
    """The places in what somebody typed, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def mistakes_in(places: list[str]) -> list[str]:
    """What to put right in a list of places, in sentences."""
    if len(places) > MOST_PLACES:
        return [_("At most %(most)s places at a time, now %(now)s.", most=MOST_PLACES, now=len(places))]
    return [
        _("Make it shorter: at most %(limit)s characters, now %(now)s.", limit=PLACE_LIMIT, now=len(place))
        + (f" ({place[:30]} …)" if len(places) > 1 else "")
        for place in places
        if len(place) > PLACE_LIMIT
    ]


def _places(_form: Any, field: Field) -> None:
    for sentence in mistakes_in(places_in(field.data or "")):
        raise ValidationError(sentence)


class BatchesForm(Form):
    """Where the copies go: one place, or many, a line each."""

    place = note(
        _l("Where will you hand it out?"),
        needed(_l("Enter a place, like Brixton library.")),
        _places,
        limit=MOST_PLACES * (PLACE_LIMIT + 1),
    )

    @property
    def places(self) -> list[str]:
        return places_in(self.place.data or "")


class Number(SaysWhatToEnter, IntegerField):
    """A whole number."""

    what_to_enter = _l("Enter a number, like 50.")


def _is_a_pile(_form: Any, field: Any) -> None:
    if field.data is None:
        # What was entered and is no number has its own sentence already.
        raise StopValidation() if field.process_errors else StopValidation(str(field.what_to_enter))
    if not 1 <= field.data <= MOST_COPIES:
        raise ValidationError(_("Enter a number from 1 to %(most)s.", most=f"{MOST_COPIES:,}"))


def _has_come(_form: Any, field: Field) -> None:
    if field.data and field.data > clock.today():
        raise ValidationError(_("Choose today, or a day before."))


class HandedOutForm(Form):
    """How many copies were handed out, and when."""

    count = Number(_l("How many did you hand out?"), [_is_a_pile])
    day = Date(_l("On which day?"), [needed(_l("Enter a day that exists, like 14 March 2027.")), _has_come])

    def facts(self) -> tuple[int, date]:
        """(how many copies, on which day), once it is valid."""
        count: Any = self.count.data
        day: Any = self.day.data
        return count, day
