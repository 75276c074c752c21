"""People who said yes to being kept: registered in the field or at a desk, seen by signed-in eyes only."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.people import operations, routes, scraps
    from peer_app.sync import Kind, register_kind
    from peer_app.sync.signals import records_held

    app.register_blueprint(routes.bp)
    person = operations.SaidAtFirst | operations.Said
    register_kind(
        app, Kind("person", shape=person, check=operations.check, store=operations.store, undo=operations.UNDO)
    )
    register_kind(app, Kind("scrap", shape=scraps.Said, check=scraps.check, store=scraps.store, undo=scraps.UNDO))
    records_held.connect(scraps.on_records_held)
