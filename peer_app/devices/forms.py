"""Naming a device, and handing in what one could not send."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from peer_app.core.forms import Form, line, needed


class DeviceForm(Form):
    """A device to be set up."""

    name = line(_l("What do you call it?"), needed(_l("Enter a name, like Van 1.")), limit=80)


class OutboxForm(Form):
    """The file that a device saved because it can't send any more."""

    outbox = FileField(_l("The file from the tablet"), [needed(_l("Choose the file that the tablet saved."))])
