"""What came from the field and could not be taken, or was set aside: read, taken in after all, or discarded."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.needs_a_look import routes

    app.register_blueprint(routes.bp)
