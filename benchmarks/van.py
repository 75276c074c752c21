"""The van: how quick it is on a slow tablet, what it weighs, and what the server has to do for it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from benchmarks import pack_changes, receiving, van_open, van_save, van_sending, van_size
from benchmarks.table import Row
from benchmarks.tablet import QUIET, fill_outbox
from tests.browser.conftest import Complaints, Tablet
from tests.browser.van import get_ready, goto
from tests.served import Served

WAITING = 1000


def rows() -> Iterator[Row]:
    """Serve the demo content and measure it."""
    yield Row("van: worker, modules and vendored parts", sum(van_size.engine_sizes().values()), "bytes", van_size.LIMIT)
    yield from receiving.rows()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        served = Served(Path(folder) / "data")
        try:
            yield from _on_tablets(playwright, served, Path(folder))
        finally:
            served.stop()


def _on_tablets(playwright: Playwright, served: Served, folder: Path) -> Iterator[Row]:
    tablet = Tablet(playwright, folder / "tablet", Complaints())
    get_ready(tablet.context, served).close()
    yield from van_sending.rows(tablet.context, served)
    fill_outbox(goto(tablet.context, served, QUIET), WAITING)
    served.stop()
    tablet.close()
    yield from van_open.rows(tablet, served, WAITING)
    tablet.open()
    yield from van_save.rows(tablet.context, served)
    tablet.close()
    served.start()
    yield from pack_changes.rows(playwright, served, folder / "another")
