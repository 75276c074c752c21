"""The front page: everything that is on, how to find something there, and the feed of it."""

from flask import Flask

INDEX = "finding"


def init_app(app: Flask) -> None:
    from peer_app.core.jobs import register_job
    from peer_app.whats_on import cli, index, routes

    app.register_blueprint(routes.bp)
    app.cli.add_command(cli.finding)
    # What was published before there was an index.
    register_job(app, INDEX, index.mend)
