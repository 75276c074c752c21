"""How long van mode takes to be of use, when the browser is started anew and there is no signal."""

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.table import Row
from benchmarks.tablet import SLOWED, slow_down
from tests.browser.conftest import Tablet, until
from tests.served import Served

TIMES, LIMIT = 5, 1.0

#: Notes when the line with the number stands there, and the link beneath it; then two frames until it is seen.
_WATCH = """
({ number }) => {
  const look = () => {
    const line = document.querySelector("#outbox:not([hidden]) [data-says]");
    if (!line?.textContent.includes(number) || !document.querySelector('a.main[href$="/register"]')) return;
    watching.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => (globalThis.usableAt = performance.now())));
  };
  const watching = new MutationObserver(look);
  watching.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}
"""


def rows(tablet: Tablet, served: Served, waiting: int) -> Iterator[Row]:
    """`tablet` is closed and has that many records; `served` is stopped."""
    took = [_cold_open(tablet, served, waiting) for _ in range(TIMES)]
    name = f"van: cold start without signal, {waiting:,} waiting, CPU ÷{SLOWED}"
    yield Row(f"{name}, median of {TIMES}", median(took), "s", LIMIT)
    yield Row("  the slowest", max(took), "s", LIMIT)


def _cold_open(tablet: Tablet, served: Served, waiting: int) -> float:
    context = tablet.open()
    try:
        return _open(context, served, str(waiting))
    finally:
        tablet.close()


def _open(context: BrowserContext, served: Served, number: str) -> float:
    """Seconds from the tap on the icon until it can be used."""
    page: Page = context.new_page()
    slow_down(page)
    page.add_init_script(f"({_WATCH})({{ number: {number!r} }})")
    page.goto(f"{served.origin}/van")
    until(page, "globalThis.usableAt")
    link = page.get_by_role("link", name="Keep in touch with someone")
    link.click(trial=True)
    expect(page.get_by_text(f"{number} saved on this tablet, not sent yet.")).to_be_visible()
    return float(page.evaluate("usableAt")) / 1000
