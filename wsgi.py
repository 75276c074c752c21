"""The WSGI application, for `flask --app wsgi …`; the web server runs it by way of `asgi.py`."""

import os

from peer_app import create_app
from peer_app.config import ConfigError
from peer_app.core import garbage

# Database, queue and logs are for the one who runs it, whatever the folder was made with.
os.umask(0o077)

try:
    app = create_app()
except ConfigError as error:
    raise SystemExit(str(error)) from None  # the sentence is all that whoever starts it needs

garbage.expect_little()
