"""The versions of the database, and bringing it to the newest."""

from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import inspect, text

from peer_app.extensions import db

DIRECTORY = Path(__file__).parents[1] / "migrations"


def init_app(app: Flask) -> None:
    """Offer the commands `flask db …`: `upgrade`, `current`, `revision`, and Alembic's others."""
    app.extensions["migrate"] = _OnFirstUse(app)
    app.cli.add_command(_Commands("db", help="The versions of the database."))


def current() -> str | None:
    """The revision of the database; None where it is empty."""
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def newest() -> str:
    """The revision that this code asks for."""
    return max(file.name.partition("_")[0] for file in (DIRECTORY / "versions").glob("[0-9]*_*.py"))


class _Commands(click.Command):
    """Flask-Migrate's commands, loaded with Alembic when somebody uses one."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        from flask_migrate.cli import db as commands

        context: click.Context = commands.make_context(info_name, args, parent, **extra)
        return context


class _OnFirstUse:
    """In the place of Flask-Migrate until somebody migrates: with Alembic it takes 10 MB, and web processes don't."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        # SQLite cannot ALTER most things; batch mode copies the table instead.
        Migrate(self._app, db, directory=str(DIRECTORY), render_as_batch=True)
        return getattr(self._app.extensions["migrate"], name)
