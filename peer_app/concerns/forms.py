"""Writing a concern down (in van mode saved sealed on the device), and what came of one."""

from flask_babel import lazy_gettext as _l
from wtforms import Field

from peer_app.concerns.models import LIMITS
from peer_app.core.forms import Form, line, needed, note

_say_something = needed(_l("Say in a few words what worries you."))


class ConcernForm(Form):
    """One of the two is enough."""

    words = note(_l("What worries you?"), limit=LIMITS["words"])
    about = line(_l("Who is it about, and where?"), limit=LIMITS["about"])

    @classmethod
    def for_everyone(cls) -> "ConcernForm":
        """The empty form for a page that is the same for everyone: no token."""
        return cls(formdata=None, meta={"csrf": False})

    def validate_words(self, field: Field) -> None:
        if not self.about.data:
            _say_something(self, field)


class OutcomeForm(Form):
    """A lead has seen to it."""

    outcome = note(_l("What was done?"))
