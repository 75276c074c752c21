"""The WSGI entry point: `granian --interface wsgi wsgi:app`, `flask --app wsgi …`."""

import gc
import os

from peer_app import create_app

# Database, queue and logs are for the one who runs it, whatever the folder was made with.
os.umask(0o077)

app = create_app()

# All of this stays: looking through it for garbage would make requests wait for a tenth of a second now and then.
gc.collect()
gc.freeze()
