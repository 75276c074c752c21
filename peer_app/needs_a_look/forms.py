"""Discarding what nobody needs."""

from flask_babel import lazy_gettext as _l

from peer_app.core.forms import Form, line, needed


class DiscardForm(Form):
    """Why it is not needed."""

    reason = line(
        _l("Why is it not needed?"), needed(_l("Say in a few words why, like “a test” or “junk”.")), limit=200
    )
