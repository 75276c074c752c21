"""Where a signed-in person starts."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.desk import routes

    app.register_blueprint(routes.bp)
