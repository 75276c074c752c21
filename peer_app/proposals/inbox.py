"""The inbox of what neighbours propose."""

from flask_babel import lazy_gettext as _l

from peer_app.core.inboxes import Inbox
from peer_app.proposals.models import Proposal

INBOX = Inbox(
    "proposals",
    _l("Proposed by neighbours"),
    Proposal,
    an_hour=200,
    an_hour_from_one=20,
    endpoint="proposals.index",
)
