"""Letting somebody in from the command line."""

from flask import current_app

from peer_app.accounts.models import Invitation
from peer_app.extensions import db


def invite(name: str, role: str) -> str:
    """A new invitation's one-time link (24 h), which is shown once and never kept."""
    _invitation, token = Invitation.create(name, role)
    db.session.commit()
    return f"{current_app.config['ORIGIN']}/invitations/{token}"
