"""Who stands behind all this: the name, phone, address and hours at the foot of every page."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.organisation import models, routes

    app.register_blueprint(routes.bp)
    app.context_processor(lambda: {"organisation": models.current()})
