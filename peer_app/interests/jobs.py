"""What a worker does each minute."""

from peer_app.extensions import db
from peer_app.interests.models import Interest

ERASE = "interests-erasing"


def erase() -> None:
    """Erase what was answered a week ago, and whatever is sixty days old."""
    Interest.erase_old()
    db.session.commit()
