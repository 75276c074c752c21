"""The WSGI entry point: `granian --interface wsgi wsgi:app`, `flask --app wsgi …`."""

import os

from peer_app import create_app

# Database, queue and logs are for the one who runs it, whatever the folder was made with.
os.umask(0o077)

app = create_app()
