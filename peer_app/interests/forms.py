"""The form of “I'm interested”."""

from flask_babel import lazy_gettext as _l

from peer_app.core.forms import line, needed, note
from peer_app.core.visitors import VisitorForm
from peer_app.interests.inbox import INBOX
from peer_app.interests.models import LIMITS


class InterestForm(VisitorForm):
    """A way to reach somebody is all it needs."""

    inbox = INBOX

    contact = line(
        _l("How can we reach you?"),
        needed(_l("Enter a way to reach you: a phone number, an email address, or where to ask for you.")),
        limit=LIMITS["contact"],
    )
    name = line(_l("What should we call you?"), limit=LIMITS["name"])
    words = note(_l("Anything you would like to say or ask?"), limit=LIMITS["words"])
