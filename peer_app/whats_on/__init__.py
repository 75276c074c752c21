"""The front page: everything that is on, and the feed of it."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.whats_on import routes

    app.register_blueprint(routes.bp)
