"""Base, behind the server's back: what a coordinator does there, and how it breaks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flask import Flask

from peer_app.devices.epochs import tallies_of
from peer_app.devices.models import Device
from peer_app.extensions import db
from tests.browser.pages import app_of
from tests.served import Served


class Base:
    """The server that runs, and what is in its folder."""

    def __init__(self, site: Served) -> None:
        self.site = site
        self.app: Flask = app_of(site.data)

    @contextmanager
    def database(self) -> Iterator[None]:
        """Straight in the database; committed at the end."""
        with self.app.app_context():
            yield
            db.session.commit()
            db.engine.dispose()

    @contextmanager
    def nobody_else_writes(self) -> Iterator[None]:
        """Meanwhile the server waits with whatever it wants to write."""
        with closing(sqlite3.connect(self.site.data / "peer_app.db", timeout=20, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def last_written(self) -> int:
        """When the database was last written, in nanoseconds."""
        try:
            return (self.site.data / "peer_app.db-wal").stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def revoke(self, name: str) -> None:
        """A coordinator calls the tablet lost."""
        with self.database():
            _device(name).revoke()

    def missing(self, name: str) -> int:
        """How many records of that tablet never arrived, as a coordinator reads it."""
        with self.database():
            device = _device(name)
            return tallies_of([device])[device.id].missing

    def rotate_key(self) -> str:
        """Tablets are to seal to a new key; the newest one's id."""
        runner = self.app.test_cli_runner()
        assert runner.invoke(args=["keys", "rotate"]).exit_code == 0
        return runner.invoke(args=["keys", "list"]).output.split()[-1]

    def move_on(self, versions: tuple[Path, Path]) -> None:
        """Run the other version from now on."""
        self.kill()
        self.site.root = versions[self.site.root == versions[0]]
        self.site.start()

    def kill(self) -> None:
        """End it as a power cut would, if it runs."""
        if self.site.process is not None:
            self.site.kill()

    def mend(self) -> None:
        """Make it run, if it does not."""
        if self.site.process is None:
            self.site.start()
        self.site.resume()


def _device(name: str) -> Device:
    return next(device for device in Device.everyone() if device.name == name)
