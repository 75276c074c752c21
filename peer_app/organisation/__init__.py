"""Who stands behind all this: the name, phone, address and hours at the foot of every page."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.organisation import icons, models, routes

    app.register_blueprint(routes.bp)
    app.jinja_env.globals["icon"] = icons.icon
    app.context_processor(lambda: {"organisation": models.current()})
