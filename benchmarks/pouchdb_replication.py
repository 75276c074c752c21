"""PouchDB in the browser (IndexedDB), replicating to pouchdb-server (LevelDB on the disk, as it comes)."""

import itertools
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.postgresql import spare_port

MODULES = Path(__file__).parents[1] / ".cache/pouchdb/node_modules"
STARTS_WITHIN = 60  # seconds
Speed = AbstractContextManager[None]

_names = (f"records{number}" for number in itertools.count(1))

_FILL = """
async ({ documents, name }) => {
  globalThis.local = new PouchDB(name);
  await local.bulkDocs(documents.map(({ id, ...rest }) => ({ _id: id, ...rest })));
}
"""
_REPLICATE = """
async ({ name, remote }) => {
  const began = performance.now();
  const { docs_written } = await local.replicate.to(`${remote}/${name}`);
  return { took: (performance.now() - began) / 1000, docs_written };
}
"""


@contextmanager
def server() -> Iterator[str]:
    """A running pouchdb-server with nothing in it; yields its address."""
    port = spare_port()
    program = MODULES / "pouchdb-server/bin/pouchdb-server"
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", program, "--host", "127.0.0.1", "--port", str(port), "--dir", folder]
        command += ["--config", f"{folder}/config.json", "--no-stdout-logs"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address)
            yield address
        finally:
            process.terminate()
            process.wait(STARTS_WITHIN)


def replicate(
    context: BrowserContext, address: str, documents: list[dict[str, Any]], speed: Callable[[Page], Speed]
) -> float:
    """Seconds from the call until the last document is on the server; `speed(page)` is entered for that."""
    page = context.new_page()
    page.goto(address)  # of the same origin, as ours are
    page.evaluate((MODULES / "pouchdb/dist/pouchdb.min.js").read_text(encoding="utf-8"))
    facts = {"documents": documents, "name": next(_names), "remote": address}
    page.evaluate(_FILL, facts)
    with speed(page):
        done = page.evaluate(_REPLICATE, facts | {"documents": []})
    page.close()
    assert done["docs_written"] == len(documents), done
    return float(done["took"])


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not _answers(address):
        assert process.poll() is None, "pouchdb-server ended."
        assert time.monotonic() < until, "pouchdb-server is too slow to start."
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address).close()
    except urllib.error.URLError:
        return False
    return True
