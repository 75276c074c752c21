"""The WSGI entry point: `granian --interface wsgi wsgi:app`, `flask --app wsgi …`."""

import gc
import os

from peer_app import create_app
from peer_app.config import ConfigError

# Database, queue and logs are for the one who runs it, whatever the folder was made with.
os.umask(0o077)

try:
    app = create_app()
except ConfigError as error:
    raise SystemExit(str(error)) from None  # the sentence is all that whoever starts it needs

# All of this stays: looking through it for garbage would make requests wait for a tenth of a second now and then.
gc.collect()
gc.freeze()
