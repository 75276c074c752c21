"""Leaflets: a printed link for each place they are handed out, and what came of it."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.core.jobs import register_job
    from peer_app.leaflets import jobs, numbers, printing, routes, scanning

    for part in (routes, printing, numbers, scanning):
        app.register_blueprint(part.bp)
    scanning.init_app(app)
    register_job(app, jobs.MAKE, jobs.make)
