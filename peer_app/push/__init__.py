"""Notifications: who wants to be told, telling them, and reminding them."""

from flask import Flask


def init_app(app: Flask) -> None:
    from peer_app.concerns.signals import concerns_raised
    from peer_app.core.jobs import register_job
    from peer_app.core.retention import register_erasure
    from peer_app.core.signals import listing_changed
    from peer_app.devices.signals import device_silent
    from peer_app.push import alerts, changes, cli, consent, jobs, routes, telling, topics, vapid, wording
    from peer_app.sync.signals import records_held

    vapid.init_app(app)
    app.register_blueprint(routes.bp)
    app.register_blueprint(telling.bp)
    register_job(app, jobs.SEND, jobs.send)
    register_job(app, jobs.FILL, jobs.fill)
    register_job(app, jobs.REMIND, jobs.remind)
    register_job(app, jobs.DIGEST, jobs.digest)
    register_erasure(app, jobs.TIDY, jobs.tidy)
    cli.add_to(app)
    concerns_raised.connect(alerts.on_concerns_raised)
    records_held.connect(alerts.on_records_held)
    device_silent.connect(alerts.on_device_silent)
    listing_changed.connect(changes.on_listing_changed)
    app.jinja_env.globals.update(
        application_server_key=vapid.application_server_key,
        lock_screens=wording.example,
        alert_screen=wording.alert,
        consent=consent.consent,
        topic_of=topics.of,
    )
