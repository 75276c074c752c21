"""Counting in on one's own phone: two buttons."""

from wtforms import IntegerField
from wtforms.validators import AnyOf

from peer_app.core.forms import Form


class TapForm(Form):
    """One more, or one fewer where it was a slip."""

    change = IntegerField(validators=[AnyOf([1, -1])])
