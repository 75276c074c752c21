"""flask demo"""

import click
from flask.cli import with_appcontext

from peer_app.demo.content import load


@click.command()
@with_appcontext
def demo() -> None:
    """Load demo content, if there is nothing yet."""
    click.echo("Demo content is there." if load() else "There is content already. Nothing was changed.")
