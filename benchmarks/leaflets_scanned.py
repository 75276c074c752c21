"""A hall of people who scan at once, all behind one Wi-Fi."""

import http.client
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.table import Row
from peer_app.extensions import db
from peer_app.leaflets.models import Leaflet, scans_of
from tests.browser.pages import app_of
from tests.served import Served

SCANS, SECONDS = 500, 10
SETTLES = 5  # seconds in which the worker, which starts last, does what it does once
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14; Pixel 7) Chrome/120.0.0.0 Mobile Safari/537.36"}


def rows() -> Iterator[Row]:
    """How soon each is led on, and how many were counted."""
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder) / "data")
        try:
            app = app_of(served.data)
            time.sleep(SETTLES)
            with app.app_context():
                batch = Leaflet.of("event:1").hand_out("Town hall")
                db.session.commit()
                code, batch_id = batch.code, batch.id
            took = sorted(_scan_all(served.port, code))
            yield Row(f"{SCANS} scans in {SECONDS} s from one address, 99 of 100 led on within",
                      took[int(len(took) * 0.99) - 1] * 1000, "ms", 150)  # fmt: skip
            with app.app_context():
                yield Row("  of them counted", scans_of([batch_id]).get(batch_id, 0), "", SCANS, least=True)
        finally:
            served.stop()


def _scan_all(port: int, code: str) -> list[float]:
    """Seconds that each took."""
    _scan(port, "XXXXXX", time.monotonic())  # of no leaflet: the first one reads the list of robots
    began = time.monotonic() + 0.1
    with ThreadPoolExecutor(32) as phones:
        moments = [began + number * SECONDS / SCANS for number in range(SCANS)]
        return list(phones.map(lambda moment: _scan(port, code, moment), moments))


def _scan(port: int, code: str, moment: float) -> float:
    time.sleep(max(0.0, moment - time.monotonic()))
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/l/{code}", headers=PHONE)
    status = connection.getresponse().status
    connection.close()
    assert status in {303, 404}, status
    return time.monotonic() - began
