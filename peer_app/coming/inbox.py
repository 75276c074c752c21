"""The inbox of who would like to come. A whole hall behind one address may say so within minutes."""

from flask_babel import lazy_gettext as _l

from peer_app.coming.models import Coming
from peer_app.core.inboxes import Inbox

INBOX = Inbox(
    "coming",
    _l("Who would like to come"),
    Coming,
    an_hour=2000,
    an_hour_from_one=300,
)
