"""“I'm interested”: somebody asks about a role, and a coordinator gets in touch."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.core.inboxes import register_inbox
    from peer_app.core.retention import register_erasure
    from peer_app.interests import jobs, routes
    from peer_app.interests.inbox import INBOX

    app.register_blueprint(routes.bp)
    register_inbox(app, INBOX)
    register_erasure(app, jobs.ERASE, jobs.erase)
