"""In other languages: what is on, told again by coordinators for people who read another language."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.other_languages import routes

    app.register_blueprint(routes.bp)
