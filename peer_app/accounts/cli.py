"""flask invite"""

import click
from flask.cli import with_appcontext

from peer_app.accounts import operations
from peer_app.accounts.models import ROLES
from peer_app.core.incoming_text import clean


@click.command()
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.argument("name")
@with_appcontext
def invite(role: str, name: str) -> None:
    """Print a one-time link (24 h) that lets NAME in."""
    click.echo(operations.invite(clean(name), role))
