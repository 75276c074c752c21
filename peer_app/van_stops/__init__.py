"""Where the van will be, and when."""

from flask import Flask
from flask_babel import lazy_gettext as _l


def init_app(app: Flask) -> None:
    from peer_app.core.listings import ListingKind, register_kind
    from peer_app.van_stops import models, routes

    app.register_blueprint(routes.bp)
    register_kind(
        app,
        ListingKind(
            kind="van-stop",
            label=_l("Van stop"),
            plural_label=_l("Van stops"),
            topic="van-stops",
            followable=False,
            upcoming=models.upcoming,
            find=models.find,
            model=models.VanStop,
            areas=models.areas,
        ),
    )
