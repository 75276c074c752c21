"""What makes it an app: the manifest and the service worker's address."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.offline import routes

    app.register_blueprint(routes.bp)
