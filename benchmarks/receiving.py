"""The server's side of a batch, beside opening the same sealed bytes and nothing else, on one core.

The two take turns, and the best turn of each counts: that of the least disturbed.
"""

import base64
import gc
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from benchmarks.table import Row
from benchmarks.written import written
from peer_app import create_app
from peer_app.core import garbage
from peer_app.extensions import db
from peer_app.keys import make_missing
from peer_app.sync import operations, sealing, wire
from tests import postgresql
from tests.factories import make_account, make_device
from tests.records import make_record
from tests.served import NO_QUIET_TIME

ROUNDS = 60
LIMIT = 0.5


def rows() -> Iterator[Row]:
    """On SQLite, which forgets nothing at a power cut; on PostgreSQL, where that is installed, to compare with."""
    with installation("") as app:
        yield Row("server: taking 500 records, beside opening them alone", _ratio(app), "ratio", LIMIT, least=True)
    if shutil.which("postgres") or postgresql.DEBIAN.exists():
        with ExitStack() as stack:
            postgresql.HASTY = ()  # here a power cut is to forget nothing, too
            address = stack.enter_context(postgresql.postgresql())
            app = stack.enter_context(installation(postgresql.create_database(address, "bench")))
            yield Row("  the same on PostgreSQL", _ratio(app), "ratio")


@contextmanager
def installation(database: str) -> Iterator[Flask]:
    """A new one with an empty database; the empty word stands for SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        make_missing(Path(folder) / "settings")
        settings = {"DATA": folder, "ORIGIN": "http://127.0.0.1", "VAPID_CONTACT": "mailto:bench@example.org"}
        environ = {f"PEER_APP_{name}": value for name, value in (settings | {"DATABASE_URL": database}).items()}
        app = create_app(NO_QUIET_TIME | environ)
        with app.app_context():
            upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


def _ratio(app: Flask) -> float:
    people = [make_account("peer", name).id for name in ("Ama", "Joe")]
    device_id = make_device()[0].id
    numbers = itertools.count(1)

    def batch() -> list[dict[str, Any]]:
        return [_record(next(numbers), people) for _ in range(wire.MOST_RECORDS)]

    def receive(records: list[dict[str, Any]]) -> float:
        """Seconds from the bytes of the request to those of the answer."""
        body = json.dumps({"records": records}).encode()
        began = time.perf_counter()
        receipts = operations.receive(wire.records_in(body), device_id=device_id)
        json.dumps({"receipts": receipts})
        took = time.perf_counter() - began
        assert {receipt["status"] for receipt in receipts} == {wire.STORED}
        return took

    receive(batch())  # the first time, statements are compiled
    garbage.expect_little()  # as wsgi.py does
    opening, taking = [], []
    for _ in range(ROUNDS):
        records = batch()
        opening.append(_open(records))
        taking.append(receive(records))
    gc.unfreeze()
    return min(opening) / min(taking)


def _open(records: list[dict[str, Any]]) -> float:
    """Seconds to open them, with everything else done before."""
    key = sealing.all_keys()[-1].private_key
    sealed = [(_bytes(record["sealed"]), sealing.info(record["id"], record["kind"])) for record in records]
    began = time.perf_counter()
    for both, info in sealed:
        sealing.SUITE.decrypt(both, key, info=info)
    return time.perf_counter() - began


def _record(number: int, people: list[int]) -> dict[str, Any]:
    text = json.dumps(written(number, people), ensure_ascii=False).encode()
    padded = text + b" " * (-len(text) % 256)  # as service_worker/seal.js does
    at = f"2027-03-02T10:{number // 60 % 60:02}:{number % 60:02}.000Z"
    # Made one after the other, as UUIDv7 are.
    return make_record(padded, id=f"0190a000-{number:04x}-7000-8000-000000000000", seq=number, made_at=at)


def _bytes(sealed: str) -> bytes:
    return base64.urlsafe_b64decode(sealed + "==")
