"""The people who work with the app: invited by a link, signed in with a name and a passphrase."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.accounts import cli, models, routes
    from peer_app.core.access import signed_in
    from peer_app.extensions import login_manager

    app.register_blueprint(routes.bp)
    app.cli.add_command(cli.invite)
    app.jinja_env.globals["account"] = signed_in
    login_manager.user_loader(models.Account.of_session)
