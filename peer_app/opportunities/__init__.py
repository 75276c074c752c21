"""Volunteering, visible to all."""

from flask import Flask
from flask_babel import lazy_gettext as _l


def init_app(app: Flask) -> None:
    from peer_app.core.listings import ListingKind, register_kind
    from peer_app.opportunities import models, routes

    app.register_blueprint(routes.bp)
    register_kind(
        app,
        ListingKind(
            kind="opportunity",
            label=_l("Volunteering"),
            plural_label=_l("Volunteering"),
            topic="volunteering",
            followable=False,
            upcoming=models.upcoming,
            find=models.find,
            model=models.Opportunity,
        ),
    )
