"""The entry point of the web server: `granian --interface asginl asgi:app`. See `peer_app/core/buffered_wsgi.py`."""

from peer_app.core.buffered_wsgi import BufferedWSGI
from peer_app.core.request_bodies import BodySlots
from wsgi import app as flask_app

app = BufferedWSGI(flask_app, BodySlots(flask_app))
