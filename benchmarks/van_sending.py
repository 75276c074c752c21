"""How long a full outbox takes to be safely at base, beside PouchDB with the same documents."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext

from playwright.sync_api import BrowserContext, Page

from benchmarks import pouchdb_replication
from benchmarks.table import Row
from benchmarks.tablet import QUIET, SLOWED, fill_outbox, slowed
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
    """On a slow tablet, and to compare with on a machine as quick as this one."""
    page = goto(context, served, QUIET)
    with pouchdb_replication.server() as address:
        ours, theirs = _in_turns(page, address, slowed)
        yield Row(f"van: {RECORDS:,} records from a tablet to their receipts, CPU ÷{SLOWED}", ours, "s", LIMIT)
        yield Row("  PouchDB, the same to pouchdb-server", theirs, "s")
        yield Row("  how many times as fast", theirs / ours, "times", TIMES_FASTER, least=True)
        ours, theirs = _in_turns(page, address, lambda _page: nullcontext())
        yield Row("  at this machine's own speed", ours, "s", LIMIT)
        yield Row("  PouchDB at that speed", theirs, "s")
        yield Row("  how many times as fast", theirs / ours, "times")
    page.close()


def _in_turns(page: Page, address: str, speed: Callable[[Page], pouchdb_replication.Speed]) -> tuple[float, float]:
    """Seconds of ours and of PouchDB: they take turns with the same documents, and the best turn of each counts."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        fill_outbox(page, RECORDS)
        documents = run(page, _WAITING)
        with speed(page):
            done = run(page, _SEND)
        assert (done["state"], done["sent"]) == ("empty", RECORDS), done
        ours.append(done["took"])
        theirs.append(pouchdb_replication.replicate(page.context, address, documents, speed))
    return min(ours), min(theirs)
