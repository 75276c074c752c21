"""Worried about someone: what safeguarding leads, and nobody else, get to read."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.concerns import jobs, operations, routes
    from peer_app.core.retention import register_erasure
    from peer_app.sync import Kind, register_kind

    app.register_blueprint(routes.bp)
    register_erasure(app, jobs.TIDY, jobs.tidy)
    register_kind(
        app,
        Kind(
            "concern",
            shape=operations.Said,
            check=operations.check,
            store=operations.store,
            undo=operations.UNDO,
            for_leads=True,
        ),
    )
