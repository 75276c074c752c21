"""What a worker does when woken, and each minute."""

from peer_app.concerns.models import Concern
from peer_app.extensions import db

TIDY = "concerns-tidying"


def tidy() -> None:
    """Delete what was seen to long ago."""
    Concern.delete_old()
    db.session.commit()
