"""Van mode: what a peer supporter needs in the field, with or without signal."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.sync import register_pages
    from peer_app.van import pack, routes

    app.register_blueprint(routes.bp)
    register_pages(app, pack.paths)
