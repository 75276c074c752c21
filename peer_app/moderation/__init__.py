"""Clearing the inboxes: many rows at once, and what came from one network in numbers that people do not send."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.core.retention import register_erasure
    from peer_app.moderation import jobs, routes

    app.register_blueprint(routes.bp)
    register_erasure(app, jobs.FORGET, jobs.forget)
