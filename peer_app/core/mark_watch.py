"""Reads the mark of published changes (`core/published_changes.py`) cheaply enough to do it for every page.

SQLite tells within microseconds whether anything was committed since the last look (`PRAGMA data_version`); only then
the mark is read again. PostgreSQL is asked for the mark each time, on a connection kept for that.
"""

import logging
import time
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event, select

from peer_app.core.published_changes import PublishedChanges

#: Seconds to wait for others who ask, and for a connection; then pages are made the plain way.
PATIENCE = 1
#: Seconds in which nothing is asked after the database did not answer.
REST = 1

_log = logging.getLogger(__name__)


class MarkWatch:
    """One connection a process, shared by its threads: each holds it for microseconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._query = str(select(PublishedChanges.mark).compile(engine))
        self._lock = Lock()
        self._cursor: Any = None
        self._version: Any = None
        self._mark = ""
        self._rests_until = 0.0
        event.listen(engine, "engine_disposed", lambda _engine: self.forget())

    def mark(self) -> str | None:
        """The current mark, with every change committed before this call; None when the database does not tell."""
        if not self._lock.acquire(timeout=PATIENCE):
            return None
        try:
            return self._look() if time.monotonic() >= self._rests_until else None
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Close the connection; the next question opens another one."""
        with self._lock:
            self._close()

    def _look(self) -> str | None:
        for _again in (False, True):  # the database may have been started anew since
            try:
                return self._ask()
            except self._engine.dialect.loaded_dbapi.Error:
                self._close()
        _log.warning("The database does not say what changed. Pages are made one by one meanwhile.")
        self._rests_until = time.monotonic() + REST
        return None

    def _ask(self) -> str:
        if self._cursor is None:
            self._cursor = self._connect()
        if not self._sqlite:
            return self._read()
        # In this order: a mark that is newer than the version is only read once more.
        version = self._cursor.execute("PRAGMA data_version").fetchall()
        if version != self._version:
            self._mark = self._read()
            self._version = version
        return self._mark

    def _read(self) -> str:
        rows = self._cursor.execute(self._query).fetchall()
        return str(rows[0][0]) if rows else ""

    def _connect(self) -> Any:
        dialect = self._engine.dialect
        given, named = dialect.create_connect_args(self._engine.url)
        # Each question is a transaction of its own, or it would see the same for ever.
        if self._sqlite:
            return dialect.connect(*given, **named, timeout=PATIENCE, isolation_level=None).cursor()
        return dialect.connect(*given, **named, connect_timeout=PATIENCE, autocommit=True).cursor()

    def _close(self) -> None:
        cursor, self._cursor, self._version = self._cursor, None, None
        if cursor is not None:
            cursor.connection.close()
