"""People who said yes to being kept: registered in the field or at a desk, seen by signed-in eyes only."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.people import operations, routes
    from peer_app.sync import Kind, register_kind

    app.register_blueprint(routes.bp)
    register_kind(app, Kind("person", read=operations.read, store=operations.store))
