"""How long somebody waits who taps Save."""

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.table import Row
from benchmarks.tablet import SLOWED, slow_down
from tests.browser.van import open_form, register
from tests.served import Served

TIMES, LIMIT = 20, 150

#: Notes the milliseconds from each tap until the words stand there.
_WATCH = """
() => {
  globalThis.took = [];
  let tapped;
  document.getElementById("save").addEventListener("click", (event) => (tapped = event.timeStamp), true);
  const saved = document.getElementById("saved");
  new MutationObserver(() => {
    if (tapped === undefined || saved.hidden || !saved.textContent.includes("Saved on this tablet")) return;
    const since = tapped;
    tapped = undefined;
    requestAnimationFrame(() => took.push(performance.now() - since));
  }).observe(saved, { subtree: true, childList: true, characterData: true, attributes: true });
}
"""


def rows(context: BrowserContext, served: Served) -> Iterator[Row]:
    """`served` is stopped: nothing is sent meanwhile."""
    page = open_form(context, served)
    slow_down(page)
    page.evaluate(_WATCH)
    took = [_save(page, number) for number in range(TIMES)]
    page.close()
    yield Row(f"van: Save, tap to “Saved on this tablet”, CPU ÷{SLOWED}, median of {TIMES}", median(took), "ms", LIMIT)
    yield Row("  the slowest", max(took), "ms", LIMIT)


def _save(page: Page, number: int) -> float:
    register(page, name=f"Neighbour {number}", contact="07700 900123", enjoys="Chess", would_help="Company")
    expect(page.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()
    for _ in range(100):
        took = page.evaluate("took")
        if len(took) == number + 1:
            return float(took[-1])
        page.wait_for_timeout(20)
    raise AssertionError(f"Saved {number + 1} times, and seen {len(took)} times.")
