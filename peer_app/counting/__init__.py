"""How many came: a number for each listing and day, and no names."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.counting import operations, routes
    from peer_app.sync import Kind, register_kind

    app.register_blueprint(routes.bp)
    register_kind(
        app, Kind("count", shape=operations.Said, check=operations.check, store=operations.store, undo=operations.UNDO)
    )
