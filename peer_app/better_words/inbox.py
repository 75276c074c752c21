"""The inbox of better words."""

from flask_babel import lazy_gettext as _l

from peer_app.better_words.models import Suggestion
from peer_app.core.inboxes import Inbox

INBOX = Inbox(
    "better-words",
    _l("Better words"),
    Suggestion,
    an_hour=200,
    an_hour_from_one=40,
    endpoint="better_words.index",
)
