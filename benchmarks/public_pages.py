"""What the public pages weigh, how they are judged, and how soon they are there."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import many_events, one_hall, requests_a_second
from benchmarks.first_visit import first_visit
from benchmarks.lighthouse_scores import scores
from benchmarks.slow_phone import first_paint
from benchmarks.table import Row
from tests.browser.conftest import CHROMIUM, PHONE
from tests.browser.pages import app_of, barriers_on, fill, sign_in, visit_all
from tests.served import Served


def rows() -> Iterator[Row]:
    """Serve the demo content and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder) / "data")
        try:
            yield Row("later start, best of 3", min(_later_start(served) for _ in range(3)), "s", 3)
            yield from _pages(served)
        finally:
            served.stop()
    yield from many_events.rows()


def _later_start(served: Served) -> float:
    served.stop()
    began = time.monotonic()
    served.start()
    return time.monotonic() - began


def _pages(served: Served) -> Iterator[Row]:
    app = app_of(served.data)
    unlinked = fill(app)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        page = browser.new_context(viewport=PHONE, reduced_motion="reduce").new_page()
        page.goto(f"{served.origin}/en/")
        event = page.locator('a[href^="/en/events/"]').first.get_attribute("href") or ""
        visit = first_visit(browser, served.port, event)
        yield Row("event page, first visit, all that loads", visit.total, "bytes", 25_000)
        yield Row("  of it the public pages' worker", visit.worker, "bytes", 5_000)
        found, looked_at = 0, 0
        for start in (["/en/", "/en/van", *unlinked[2:]], ["/desk", *unlinked[:2]]):
            if start[0] == "/desk":
                sign_in(page, served.origin)
            for _ in visit_all(app, page, served.origin, start):
                looked_at += 1
                found += len(barriers_on(page))
        yield Row(f"axe, findings on {looked_at} pages", found, "", 0)
        for name, path in (("front page", "/en/"), ("event page", event)):
            paint = first_paint(browser, served.origin + path)
            yield Row(f"{name}, slow phone (400 kbit/s, 400 ms, CPU 6×): first paint", paint.seconds, "s", 1.5)
            yield Row("  requests that it waits for", paint.requests, "", 4)
        browser.close()
    yield from requests_a_second.rows(served.origin + event)
    yield from one_hall.rows(served.origin + event)
    for name, path in (("front page", "/en/"), ("event page", event)):
        for category, score in scores(served.origin + path).items():
            yield Row(f"Lighthouse (mobile), {name}, {category}", score, "", 98, least=True)
