"""What a worker does each minute."""

from peer_app.better_words.models import Suggestion
from peer_app.extensions import db

ERASE = "suggestions-erasing"


def erase() -> None:
    """Erase what is sixty days old."""
    Suggestion.erase_old()
    db.session.commit()
