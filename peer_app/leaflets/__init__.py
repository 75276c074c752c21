"""Leaflets: a printed link for each place they are handed out, and how often it was scanned."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.leaflets import routes

    app.register_blueprint(routes.bp)
