"""How both databases are spoken to, so that features need not know which one it is.

SQLite's driver would run a SELECT outside the transaction that follows it, and so lose updates
without a word. Therefore the driver's own transactions are off, and each one is begun here:
`BEGIN IMMEDIATE` where something may be written, `BEGIN` where a request only reads.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy import DateTime, Engine, Table, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

from peer_app.extensions import db

_READING_METHODS = {"GET", "HEAD", "OPTIONS"}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC: as `timestamptz` on PostgreSQL, as naive text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        # SQLAlchemy's own way to SQLite's text takes five times as long, which a batch of records would feel.
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A time without its zone cannot be kept.")
    return moment.astimezone(UTC)


@lru_cache(maxsize=1024)
def _as_text(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo is UTC else _in_utc(moment)).isoformat(" ", "microseconds")[: -len("+00:00")]


def on_postgresql() -> bool:
    """Whether that is the database; otherwise it is SQLite."""
    return db.session.get_bind().dialect.name == "postgresql"


def upsert(table: Any) -> Any:
    """An INSERT into `table` (a model or Table) that has `on_conflict_do_nothing/_update`."""
    target: Table = getattr(table, "__table__", table)
    return postgresql.insert(target) if on_postgresql() else sqlite.insert(target)


def take_turns(matter: str) -> None:
    """Hold a lock by the name `matter` until this transaction ends; waits while another transaction holds it.

    For work that depends on a row which may not exist yet, and so can't be locked itself. On PostgreSQL it is an
    advisory lock; SQLite lets one transaction write at a time anyway.
    """
    if on_postgresql():
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(matter))))


def begin_writing() -> None:
    """Say, before the first query, that this GET is going to write."""
    g.writing = True


def done_writing() -> None:
    """Say, after the commit, that this GET only reads from here on, and keeps no other writer waiting."""
    g.pop("writing", None)


def init_app(app: Flask) -> None:
    """Set up every engine of `app` for its dialect."""
    with app.app_context():
        for engine in db.engines.values():
            event.listen(engine, "handle_error", _say_no_more)
            if engine.dialect.name == "sqlite":
                _listen(engine)


def _say_no_more(failure: ExceptionContext) -> None:
    """Cut an error down to its first line. In the next ones PostgreSQL quotes the row, and so what people told us."""
    wrapped = failure.sqlalchemy_exception
    if isinstance(wrapped, DBAPIError):
        for error in filter(None, (wrapped, wrapped.orig)):
            error.args = tuple(str(part).partition("\n")[0] for part in error.args)


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _connect)
    event.listen(engine, "begin", _begin)


def _connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA journal_mode = WAL")
    # NORMAL may forget the last commits at a power cut, and a receipt must never be forgotten.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _only_reads() else "BEGIN IMMEDIATE")


def _only_reads() -> bool:
    return has_request_context() and request.method in _READING_METHODS and "writing" not in g
