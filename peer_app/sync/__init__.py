"""Receiving sealed records from the field, and telling devices which pages to carry.

This feature knows no kind of record. Each feature registers its own:

    sync.register_kind(app, Kind("person", shape=…, check=…, store=…))
"""

from flask import Flask

from peer_app.sync.kinds import Envelope, Kind, NeedsALook, register_kind
from peer_app.sync.pack import register_pages

__all__ = ["Envelope", "Kind", "NeedsALook", "register_kind", "register_pages"]


def init_app(app: Flask) -> None:
    from peer_app.sync import cli, kinds, pack, routes, sealing

    kinds.init_app(app)
    pack.init_app(app)
    sealing.init_app(app)
    app.register_blueprint(routes.bp)
    app.cli.add_command(cli.keys)
