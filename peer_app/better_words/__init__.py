"""Better words: somebody who speaks a language says how a draft would be said better."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.better_words import jobs, routes
    from peer_app.better_words.inbox import INBOX
    from peer_app.core.inboxes import register_inbox
    from peer_app.core.retention import register_erasure

    app.register_blueprint(routes.bp)
    register_inbox(app, INBOX)
    register_erasure(app, jobs.ERASE, jobs.erase)
