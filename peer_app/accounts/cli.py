"""flask invite"""

import click
from flask import current_app
from flask.cli import with_appcontext

from peer_app.accounts.models import ROLES, Invitation
from peer_app.extensions import db


@click.command()
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.argument("name")
@with_appcontext
def invite(role: str, name: str) -> None:
    """Print a one-time link (24 h) that lets NAME in."""
    _invitation, token = Invitation.create(name, role)
    db.session.commit()
    click.echo(f"{current_app.config['ORIGIN']}/invitations/{token}")
