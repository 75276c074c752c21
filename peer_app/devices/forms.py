"""Naming a device, and handing in what one could not send."""

from datetime import UTC, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, SelectMultipleField, ValidationError
from wtforms.validators import Optional

from peer_app.core import clock
from peer_app.core.forms import Date, Form, Time, line, needed
from peer_app.core.languages import LANGUAGES


class DeviceForm(Form):
    """A device to be set up."""

    name = line(_l("What do you call it?"), needed(_l("Enter a name, like Van 1.")), limit=80)


class LossForm(Form):
    """When the team last had a device."""

    day = Date(_l("The day"), [Optional()])
    time = Time(_l("The time"), [Optional()])

    def validate_day(self, field: Field) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError

    def since(self) -> datetime | None:
        """That moment, aware; the day's begin where no time is given, None where no day is."""
        day: Any = self.day.data
        at: Any = self.time.data
        return datetime.combine(day, at or time(), tzinfo=clock.time_zone()).astimezone(UTC) if day else None


class CarriedForm(Form):
    """Which languages a device carries, besides English."""

    languages = SelectMultipleField(_l("Languages on it"), validate_choice=True)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.languages.choices = [(it.code, it.name) for it in LANGUAGES.values()]


class OutboxForm(Form):
    """The file that a device saved because it can't send any more."""

    outbox = FileField(_l("The file from the tablet"), [needed(_l("Choose the file that the tablet saved."))])
