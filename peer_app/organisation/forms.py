"""The settings form."""

import re
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, ValidationError

from peer_app.core.forms import Form, line, needed, note
from peer_app.organisation.icons import ICONS
from peer_app.organisation.models import ICON

_DIALLED = re.compile(r"\+?[0-9][0-9 ()-]{2,24}")


def a_phone(_form: Form, field: Field) -> None:
    """A number that a phone can dial, or nothing."""
    if field.data and not _DIALLED.fullmatch(field.data):
        raise ValidationError(_("Enter a phone number, like 020 7946 0000 – or leave it empty."))


class SettingsForm(Form):
    """What the organisation is called and how to reach it."""

    name = line(_l("Name of the organisation"), needed(_l("Enter the name people know you by.")))
    short_name = line(_l("Short name on phones"), needed(_l("Enter a short name, like What’s on.")), limit=12)
    icon = RadioField(_l("Picture on phones"), choices=[SelectChoice(*icon) for icon in ICONS.items()], default=ICON)
    phone = line(_l("Phone"), a_phone)
    address = note(_l("Address"), limit=500)
    opening_hours = line(_l("Opening hours"))
    getting_there = note(_l("How to come, without a phone"), limit=2000)
    safeguarding_lead = line(_l("Safeguarding lead"))
    safeguarding_phone = line(_l("Their phone"), a_phone)
    exit_site = line(
        _l("“Leave this page” goes to"), needed(_l("Enter an address, like https://www.bbc.co.uk/weather."))
    )

    def validate_exit_site(self, field: Field) -> None:
        try:
            address = urlsplit(field.data)
        except ValueError:
            address = urlsplit("")
        if address.scheme != "https" or not address.hostname:
            raise ValidationError(_("Enter an address that starts with https://."))
