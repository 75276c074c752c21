"""How soon a page is there on a slow phone with a bad line, opened for the first time."""

import statistics
from typing import NamedTuple

from playwright.sync_api import Browser

PHONE = {"viewport": {"width": 360, "height": 740}}
SLOWED = 6  # times
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
ROUNDS = 3
_WITHIN = 60_000  # milliseconds

_FIRST_PAINT = """
() => new Promise((resolve) => new PerformanceObserver((list) => {
  const [paint] = list.getEntriesByName("first-contentful-paint");
  if (!paint) return;
  const awaited = performance.getEntriesByType("resource").filter((it) => it.renderBlockingStatus === "blocking");
  resolve([paint.startTime, 1 + awaited.length]);
}).observe({ type: "paint", buffered: true }))
"""


class FirstPaint(NamedTuple):
    """Seconds until there is something to read, and the requests that it waits for."""

    seconds: float
    requests: int


def first_paint(browser: Browser, address: str) -> FirstPaint:
    """The median of some fresh browsers."""
    seen = sorted(_open(browser, address) for _ in range(ROUNDS))
    return FirstPaint(statistics.median(it.seconds for it in seen), max(it.requests for it in seen))


def _open(browser: Browser, address: str) -> FirstPaint:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(address, wait_until="commit", timeout=_WITHIN)
    milliseconds, requests = page.evaluate(_FIRST_PAINT)
    context.close()
    return FirstPaint(milliseconds / 1000, requests)
