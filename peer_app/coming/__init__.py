"""“I'd like to come”: so that there are enough chairs. Nobody has to say it, and it can be taken back."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.coming import jobs, routes
    from peer_app.coming.inbox import INBOX
    from peer_app.core.inboxes import register_inbox
    from peer_app.core.retention import register_erasure

    app.register_blueprint(routes.bp)
    register_inbox(app, INBOX)
    register_erasure(app, jobs.FORGET, jobs.forget)
