"""Places where things are on."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.places import routes

    app.register_blueprint(routes.bp)
