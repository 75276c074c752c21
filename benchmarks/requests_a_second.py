"""How many times a second a page is served, beside a bare Flask hello under the same server; by wrk, in turns."""

import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.table import Row
from peer_app.serve import web_processes
from tests.postgresql import spare_port

ROUNDS = 3
SECONDS = 3
CONNECTIONS = 32
LEAST = 0.5
THREADS = 64

HELLO = """
from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello():
    return "Hello"
"""


def rows(address: str) -> Iterator[Row]:
    """A page of a running installation: the best of some rounds each, so that others on the machine count less."""
    with _bare_flask() as bare:
        rounds = [(_requests(bare), _requests(address)) for _ in range(ROUNDS)]
    hello, page = (max(column) for column in zip(*rounds, strict=True))
    yield Row("bare Flask hello", hello, "/s")
    yield Row("event page, as everybody gets it", page, "/s")
    yield Row("event page beside bare Flask", page / hello, "ratio", LEAST, least=True)


@contextmanager
def _bare_flask() -> Iterator[str]:
    port = spare_port()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hello.py").write_text(HELLO, encoding="utf-8")
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--log-level", "error"]
        command += ["--workers", str(web_processes()), "--blocking-threads", str(THREADS), "--no-access-log"]
        server = subprocess.Popen([*command, "hello:app"], cwd=folder)
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(address) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(address)


def _requests(address: str) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    if found is None:
        raise RuntimeError(said)
    return float(found[1])
