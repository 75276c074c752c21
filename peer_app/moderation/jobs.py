"""What a worker does each minute."""

from peer_app.core.inboxes import all_inboxes
from peer_app.extensions import db

FORGET = "sources-forgetting"


def forget() -> None:
    """Erase from which networks came what is a day old."""
    for inbox in all_inboxes().values():
        inbox.erase_old_sources()
    db.session.commit()
