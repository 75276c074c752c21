"""Naming a device, and handing in what one could not send."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectMultipleField

from peer_app.core.forms import Form, line, needed
from peer_app.core.languages import LANGUAGES


class DeviceForm(Form):
    """A device to be set up."""

    name = line(_l("What do you call it?"), needed(_l("Enter a name, like Van 1.")), limit=80)


class CarriedForm(Form):
    """Which languages a device carries, besides English."""

    languages = SelectMultipleField(_l("Languages on it"), validate_choice=True)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.languages.choices = [(it.code, it.name) for it in LANGUAGES.values()]


class OutboxForm(Form):
    """The file that a device saved because it can't send any more."""

    outbox = FileField(_l("The file from the tablet"), [needed(_l("Choose the file that the tablet saved."))])
