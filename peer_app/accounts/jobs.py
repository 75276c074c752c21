"""What a worker does each minute."""

from peer_app.accounts.models import Invitation, SignIn
from peer_app.core.rate_limits import RateCount
from peer_app.extensions import db

ERASE = "accounts-erasing"


def erase() -> None:
    """Erase the sessions and rate limits that are over, and the invitations that nobody can accept any more."""
    SignIn.erase_old()
    Invitation.erase_old()
    RateCount.erase_old()
    db.session.commit()
