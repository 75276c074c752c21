"""The people who work with the app: invited by a link, signed in with a name and a passphrase."""

from flask import Flask, has_request_context

from peer_app.core.access import Actor, signed_in
from peer_app.core.languages import is_public_page


def init_app(app: Flask) -> None:
    from peer_app.accounts import cli, routes, sessions
    from peer_app.extensions import login_manager

    app.register_blueprint(routes.bp)
    app.cli.add_command(cli.invite)
    app.context_processor(_account)
    login_manager.user_loader(sessions.account_of)


def _account() -> dict[str, Actor | None]:
    """For templates. A public page does not even look whether somebody is signed in."""
    return {"account": signed_in() if has_request_context() and not is_public_page() else None}
