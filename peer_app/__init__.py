"""peer_app: a progressive web app for peer support outreach."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from peer_app import (
    accounts,
    better_words,
    coming,
    concerns,
    config,
    counting,
    demo,
    desk,
    devices,
    events,
    groups,
    interests,
    leaflets,
    moderation,
    needs_a_look,
    offline,
    opportunities,
    organisation,
    other_languages,
    own_page,
    people,
    places,
    proposals,
    push,
    sync,
    van,
    van_stops,
    whats_on,
)
from peer_app.core import (
    access,
    assets,
    catalogues,
    commas,
    compression,
    data_folder,
    database,
    dates,
    drafts,
    errors,
    headers,
    health,
    inboxes,
    jobs,
    known_host,
    languages,
    listings,
    meant_addresses,
    messages,
    migrations,
    modules,
    origin,
    page_heads,
    ready_pages,
    request_bodies,
    requests,
    retention,
    root_files,
    row_ids,
    said,
    schema_org,
    spoken,
    traces,
)
from peer_app.extensions import babel, csrf, db, limiter, login_manager

ROOT = Path(__file__).parents[1]

CORE = (
    requests,
    languages,
    catalogues,
    drafts,
    said,
    commas,
    row_ids,
    compression,
    headers,
    errors,
    meant_addresses,
    origin,
    access,
    assets,
    dates,
    spoken,
    listings,
    messages,
    modules,
    page_heads,
    schema_org,
    jobs,
    traces,
    retention,
    inboxes,
)
FEATURES = (
    organisation,
    accounts,
    whats_on,
    events,
    groups,
    van_stops,
    opportunities,
    places,
    coming,
    interests,
    proposals,
    leaflets,
    needs_a_look,
    sync,
    devices,
    people,
    own_page,
    concerns,
    counting,
    van,
    push,
    better_words,
    moderation,
    other_languages,
    desk,
    offline,
    demo,
)


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The app, set up from `PEER_APP_…` in `environ` (default: the process's environment).

    Raises `config.ConfigError` with a sentence when a setting is missing or makes no sense.
    """
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(config.load(os.environ if environ is None else environ))
    data_folder.keep_private(Path(app.config["DATA"]))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    request_bodies.init_app(app)
    known_host.init_app(app)
    _set_up_extensions(app)
    for part in (*CORE, *FEATURES):
        part.init_app(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(root_files.bp)
    app.cli.add_command(jobs.worker)
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    ready_pages.init_app(app)
    return app


def _set_up_extensions(app: Flask) -> None:
    logging.getLogger("flask-limiter").setLevel(logging.ERROR)
    db.init_app(app)
    database.init_app(app)
    migrations.init_app(app)
    # No `current_user` in templates: it would read the session on pages that are the same for all.
    login_manager.init_app(app, add_context_processor=False)
    babel.init_app(app, locale_selector=languages.locale)
    limiter.init_app(app)
    csrf.init_app(app)
