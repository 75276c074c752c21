"""What a worker does each minute."""

from peer_app.extensions import db
from peer_app.proposals.models import Proposal

ERASE = "proposals-erasing"


def erase() -> None:
    """Erase what nobody has decided on for sixty days."""
    Proposal.erase_old()
    db.session.commit()
