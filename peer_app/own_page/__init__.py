"""A page of one's own: what somebody told us, for their eyes, without an account."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.core import access
    from peer_app.own_page import cookies, routes

    app.register_blueprint(routes.bp)
    access.recognise(app, access.own_page, cookies.find)
