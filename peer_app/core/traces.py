"""What was deleted is gone from the disk, too.

Deleted bytes are zeroed (`secure_delete`), but SQLite's log (WAL) keeps each page as it was, too, until it is
written over. Where little happens that takes weeks.
"""

from flask import Flask

from peer_app.core.jobs import register_job
from peer_app.extensions import db

WIPE = "traces"
#: Milliseconds to wait for whoever reads; meanwhile nobody can write.
_PATIENCE = 100


def init_app(app: Flask) -> None:
    """Wipe each minute. Call after the queue was made."""
    register_job(app, WIPE, wipe)


def wipe() -> None:
    """Empty the log. If somebody is reading an older state of the database, the next time has to do.

    PostgreSQL sees to its own log.
    """
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.invalidate()  # its patience is not everybody's
