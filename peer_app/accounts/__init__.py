"""The people who work with the app: invited by a link, signed in with a name and a passphrase."""

from flask import Flask, has_request_context, request

from peer_app.core.access import Actor, audiences_of, public, signed_in
from peer_app.core.languages import is_public_page, speak


def init_app(app: Flask) -> None:
    from peer_app.accounts import cli, jobs, routes, sessions
    from peer_app.core.retention import register_erasure
    from peer_app.extensions import login_manager

    app.register_blueprint(routes.bp)
    app.cli.add_command(cli.invite)
    register_erasure(app, jobs.ERASE, jobs.erase)
    app.before_request(_speak_their_language)
    app.context_processor(_account)
    login_manager.user_loader(sessions.account_of)


def _speak_their_language() -> None:
    """Pages for people who are signed in are in their own language, on whosever phone or laptop they are opened."""
    audiences = audiences_of(request.endpoint)
    if not audiences or public in audiences:
        return
    actor = signed_in()
    if actor is not None:
        speak(actor.language)


def _account() -> dict[str, Actor | None]:
    """For templates. A public page does not even look whether somebody is signed in."""
    return {"account": signed_in() if has_request_context() and not is_public_page() else None}
