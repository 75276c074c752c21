"""A tablet for the measurements: Chromium with a profile on disk, slowed down as donated tablets are slow."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from benchmarks.written import written
from tests.browser.van import run

SLOWED = 4  # times
#: A page of van mode that sends nothing by itself.
QUIET = "/en/van/leaflets"

_SAVE = """
async (part, contents) => {
  const [{ save }, { sealingKey }] = await Promise.all([part("service_worker/saving"), part("service_worker/pack")]);
  const key = await sealingKey();
  for (const content of contents) await save("person", content, key);
}
"""


def slow_down(page: Page) -> None:
    """From now on the page has a quarter of this machine's speed."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})


@contextmanager
def slowed(page: Page) -> Iterator[None]:
    """The page has a quarter of this machine's speed for as long."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    try:
        yield
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()


def fill_outbox(page: Page, count: int) -> None:
    """Save `count` registrations on the tablet; `page`: a QUIET one."""
    run(page, _SAVE, [written(number, [1]) for number in range(count)])
