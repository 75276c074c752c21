"""A PostgreSQL server of the tests' own: its files in a temporary folder, on a spare port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

USER = "tests"
# Debian keeps the programs out of PATH, because several versions may stand side by side.
DEBIAN = Path("/usr/lib/postgresql")
# What a crash would lose here is lost gladly.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
STARTS_WITHIN = 30  # seconds


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a server; yields its address up to where a database's name goes."""
    programs, port = _programs(), spare_port()
    folder = Path(tempfile.mkdtemp(prefix="peer_app-postgresql-"))
    try:
        become = _become_nobody_special(folder)
        initdb = [programs / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8"]
        made = subprocess.run(
            [*become, "--", *initdb, "--no-locale", "--no-sync"], cwd=folder, capture_output=True, text=True
        )
        assert made.returncode == 0, f"initdb: {made.stdout}{made.stderr}"
        server = [programs / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", folder]
        options = [part for option in HASTY for part in ("-c", option)]
        with (folder / "log").open("wb") as log:
            # It ends with the tests, even when they are killed.
            process = subprocess.Popen(
                [*become, "--pdeathsig", "QUIT", "--", *server, *options], cwd=folder, stdout=log, stderr=log
            )
        try:
            address = f"postgresql://{USER}@127.0.0.1:{port}/"
            _wait(process, address, folder / "log")
            yield address
        finally:
            process.terminate()
            process.wait(STARTS_WITHIN)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(address: str, name: str) -> str:
    """Make an empty database in the server at `address`; returns its own address."""
    with psycopg.connect(f"{address}postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    return address + name


def spare_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _programs() -> Path:
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).parent
    versions = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda program: float(program.parents[1].name))
    assert versions, "PostgreSQL is missing: run bin/test, or on Debian: apt-get install postgresql"
    return versions[-1].parent


def _become_nobody_special(folder: Path) -> list[str]:
    """How to start a program as somebody whom PostgreSQL accepts: not as root."""
    if os.geteuid() != 0:
        return ["setpriv"]
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            psycopg.connect(f"{address}postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, f"PostgreSQL did not start: {log.read_text()}"
            assert time.monotonic() < until, f"PostgreSQL is too slow to start: {log.read_text()}"
            time.sleep(0.05)
