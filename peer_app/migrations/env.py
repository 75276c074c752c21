"""Runs migrations on the app's database, one transaction for all."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

migrate = current_app.extensions["migrate"]


def run() -> None:
    engine = migrate.db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            # Alembic thinks that SQLite can't; it can, because `core.database` begins each transaction itself.
            transactional_ddl=True,
            **migrate.configure_args,
        )
        with _tables_may_be_copied(connection), context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise RuntimeError("A migration left rows that point to nothing. Nothing was changed.")


@contextmanager
def _tables_may_be_copied(connection: Connection) -> Iterator[None]:
    """Batch mode on SQLite drops the old table, which would delete whatever refers to its rows.

    https://www.sqlite.org/lang_altertable.html, section 7. The pragma only counts outside a transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()


if context.is_offline_mode():
    raise SystemExit("Migrations need the database itself.")
run()
