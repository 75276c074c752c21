"""The form for better words."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from peer_app.better_words.inbox import INBOX
from peer_app.better_words.models import LIMITS
from peer_app.core.forms import at_most, line, needed, note
from peer_app.core.visitors import VisitorForm


class SuggestionForm(VisitorForm):
    """The better words are all it needs."""

    inbox = INBOX

    page = HiddenField(validators=[at_most(LIMITS["page"])])
    words = line(_l("Which words are not right?"), limit=LIMITS["words"])
    better = note(_l("How would you say it?"), needed(_l("Write how you would say it.")), limit=LIMITS["better"])

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by field."""
        return {name: self[name].data or "" for name in LIMITS}
