"""What is kept only for a while: features say here how they let go of it.

A worker does so each minute. `flask retention run` does it at once, for whoever wants to see it done.
"""

from collections.abc import Callable

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from peer_app.core import traces
from peer_app.core.jobs import register_job

_EXTENSION = "retention"

retention = AppGroup("retention", help="What is kept only for a while.")


def init_app(app: Flask) -> None:
    """Make the empty register. Call after the queue was made."""
    app.extensions[_EXTENSION] = {}
    app.cli.add_command(retention)


def register_erasure(app: Flask, name: str, erase: Callable[[], object]) -> None:
    """Let `erase()` delete whatever has had its time, and commit: each minute, and when somebody asks for it."""
    app.extensions[_EXTENSION][name] = erase
    register_job(app, name, erase)


@retention.command()
def run() -> None:
    """Erase now whatever has had its time, and wipe it from the disk."""
    erasures: dict[str, Callable[[], object]] = current_app.extensions[_EXTENSION]
    for name, erase in erasures.items():
        erase()
        click.echo(f"{name}: done")
    traces.wipe()
