"""Demo content: a few weeks in Lambeth, so that a first look shows something true."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.demo import cli

    app.cli.add_command(cli.demo)
