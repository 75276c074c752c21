"""How long a full outbox takes to be safely at base, beside PouchDB with the same documents."""

from collections.abc import Iterator

from playwright.sync_api import BrowserContext

from benchmarks import pouchdb_replication
from benchmarks.table import Row
from benchmarks.tablet import QUIET, fill_outbox
from tests.browser.van import goto, run
from tests.served import Served

RECORDS, LIMIT, TIMES_FASTER = 1000, 3, 5
ROUNDS = 3

_WAITING = 'async (part) => (await part("service_worker/outbox")).waiting(10_000)'
_SEND = """
async (part) => {
  const { send } = await part("service_worker/sender");
  const began = performance.now();
  const { state, sent } = await send();
  return { took: (performance.now() - began) / 1000, state, sent };
}
"""


def rows(context: BrowserContext, served: Served) -> Iterator[Row]:
    """They take turns with the same documents; the best turn of each counts."""
    page = goto(context, served, QUIET)
    ours, theirs = [], []
    with pouchdb_replication.server() as address:
        for _ in range(ROUNDS):
            fill_outbox(page, RECORDS)
            documents = run(page, _WAITING)
            done = run(page, _SEND)
            assert (done["state"], done["sent"]) == ("empty", RECORDS), done
            ours.append(done["took"])
            theirs.append(pouchdb_replication.replicate(context, address, documents))
    page.close()
    yield Row(f"van: {RECORDS:,} records from the tablet to their receipts", min(ours), "s", LIMIT)
    yield Row("  PouchDB, the same to pouchdb-server", min(theirs), "s")
    yield Row("  how many times as fast", min(theirs) / min(ours), "times", TIMES_FASTER, least=True)
