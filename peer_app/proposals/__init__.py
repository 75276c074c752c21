"""From the community: anyone may propose something that is on; a coordinator decides."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.core.retention import register_erasure
    from peer_app.proposals import jobs, routes

    app.register_blueprint(routes.bp)
    register_erasure(app, jobs.ERASE, jobs.erase)
