"""Open events: anyone may come, no referral needed."""

from flask import Flask
from flask_babel import lazy_gettext as _l


def init_app(app: Flask) -> None:
    from peer_app.core.listings import ListingKind, register_kind
    from peer_app.events import models, routes

    app.register_blueprint(routes.bp)
    register_kind(
        app,
        ListingKind(
            kind="event",
            label=_l("Open event"),
            plural_label=_l("Open events"),
            topic="events",
            followable=True,
            upcoming=models.upcoming,
            find=models.find,
            model=models.Event,
        ),
    )
