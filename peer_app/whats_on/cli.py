"""flask finding …"""

import click
from flask.cli import AppGroup

from peer_app.extensions import db
from peer_app.whats_on import index

finding = AppGroup("finding", help="What can be searched for.")


@finding.command()
def rebuild() -> None:
    """Read again which words stand in what is published."""
    count = index.rebuild()
    db.session.commit()
    click.echo(f"{count} pages can be found by their words.")
