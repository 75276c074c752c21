"""The form for a new batch."""

from flask_babel import lazy_gettext as _l

from peer_app.core.forms import Form, line, needed
from peer_app.leaflets.models import PLACE_LIMIT


class BatchForm(Form):
    """Where the copies go."""

    place = line(
        _l("Where will you hand it out?"),
        needed(_l("Enter a place, like Brixton library.")),
        limit=PLACE_LIMIT,
    )
