"""Peer groups, which meet again and again."""

from flask import Flask
from flask_babel import lazy_gettext as _l


def init_app(app: Flask) -> None:
    from peer_app.core.listings import ListingKind, register_kind
    from peer_app.groups import models, routes, session_routes

    app.register_blueprint(routes.bp)
    app.register_blueprint(session_routes.bp)
    register_kind(
        app,
        ListingKind(
            kind="group",
            label=_l("Peer group"),
            plural_label=_l("Peer groups"),
            topic="groups",
            followable=True,
            upcoming=models.upcoming,
            find=models.find,
            find_session=models.find_session,
            series=models.series,
        ),
    )
