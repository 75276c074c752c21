"""Tablets and phones that van mode was set up on: who carries one, what waits on it, what never arrived."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.core import access
    from peer_app.core.jobs import register_job
    from peer_app.devices import cookies, epochs, jobs, renewal, reporting, routes
    from peer_app.sync.numbering import register_numbering

    app.register_blueprint(routes.bp)
    app.register_blueprint(reporting.bp)
    app.register_blueprint(renewal.bp)
    access.recognise(app, access.device, cookies.find)
    register_numbering(app, epochs.believe)
    register_job(app, jobs.SILENT, jobs.look_for_silent)
