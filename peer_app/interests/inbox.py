"""The inbox of who is interested in a role."""

from flask_babel import lazy_gettext as _l

from peer_app.core.inboxes import Inbox
from peer_app.interests.models import Interest

INBOX = Inbox(
    "interests",
    _l("Who is interested"),
    Interest,
    an_hour=300,
    an_hour_from_one=60,
    endpoint="interests.index",
)
