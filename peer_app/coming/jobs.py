"""What a worker does each minute."""

from peer_app.coming import operations
from peer_app.coming.models import Coming
from peer_app.extensions import db

FORGET = "coming-forgetting"


def forget() -> None:
    """Erase what was said about what is a week past; the counts stay."""
    operations.follow_changes()
    Coming.forget_old()
    db.session.commit()
