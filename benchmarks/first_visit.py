"""What somebody's phone loads who scans a leaflet for the first time, in bytes as sent."""

from dataclasses import dataclass

from playwright.sync_api import Browser

from benchmarks.counting_proxy import counting_proxy

PHONE = {"viewport": {"width": 360, "height": 740}}
SETTLES = 2000  # milliseconds in which the worker fetches what it keeps

#: Files of the public pages' worker; the pages do not load them.
WORKER = ("/sw.js", "/service_worker/")
#: What is for the van alone.
VAN = ("van-worker", "outbox", "seal", "/vendor/", "pack.js")


@dataclass(frozen=True)
class FirstVisit:
    """Bytes of bodies, compressed: all together, and the public worker's part of it."""

    total: int
    worker: int
    answers: list[tuple[str, int]]


def first_visit(browser: Browser, port: int, path: str) -> FirstVisit:
    """Open `path` in a fresh browser and wait until its worker has what it wants."""
    with counting_proxy(port) as traffic:
        context = browser.new_context(**PHONE)
        page = context.new_page()
        page.goto(traffic.address + path)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_timeout(SETTLES)
        context.close()
    for path_of_van in VAN:
        loaded = [path for path, _ in traffic.answers if path_of_van in path]
        if loaded:
            raise AssertionError(f"A public page loads what only the van needs: {loaded}")
    return FirstVisit(traffic.bytes_of(), traffic.bytes_of(*WORKER), traffic.answers)
