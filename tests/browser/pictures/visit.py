"""A visit to what `bin/serve` starts with its demo content: no page is made for the camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, PHONE, TABLET
from tests.browser.van import get_ready
from tests.factories import PASSPHRASE
from tests.served import Served

SIZES = {"phone": PHONE, "tablet": TABLET}
NEIGHBOURS = (
    {"name": "Kwame", "contact": "020 7946 0777", "enjoys": "Dominoes, fixing bicycles"},
    {"name": "Zofia", "enjoys": "Baking", "would_help": "Somebody to walk with"},
    {},
)
LABELS = {
    "name": "What should we call you?",
    "contact": "How can we reach you?",
    "enjoys": "What do you enjoy, or could share?",
    "would_help": "What would help?",
}


@dataclass
class Visit:
    """The running app and one browser at it. `context` is signed in as a coordinator, on a device that is ready."""

    origin: str
    data: Path
    browser: Browser
    context: BrowserContext

    def page(self) -> Page:
        return self.context.new_page()

    def path_of(self, kind: str) -> str:
        """The first page of a kind that the front page leads to, such as "events"."""
        page = self.page()
        page.goto(self.origin + "/en/")
        href = page.locator(f'a[href^="/en/{kind}/"]').first.get_attribute("href")
        page.close()
        assert href is not None
        return href


@contextmanager
def visiting(data: Path) -> Iterator[Visit]:
    """Serve the demo content, sign a coordinator in, and set their own phone up for the van."""
    served = Served(data)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**CHROMIUM)
            context = browser.new_context(locale="en-GB", timezone_id="Europe/London", device_scale_factor=2)
            visit = Visit(served.origin, data, browser, context)
            page = visit.page()
            page.goto(served.link)
            page.get_by_label("Your name").fill("Ama")
            page.get_by_label("Choose a passphrase").fill(PASSPHRASE)
            page.get_by_role("button", name="Start").click()
            page.wait_for_url("**/desk")
            page.close()
            get_ready(context, served, shared=False).close()
            yield visit
            browser.close()
    finally:
        served.stop()


def register_without_signal(visit: Visit) -> None:
    """Three neighbours say yes while there is no signal; it stays away."""
    visit.context.set_offline(True)
    page = visit.page()
    page.goto(visit.origin + "/en/register")
    for neighbour in NEIGHBOURS:
        for field, text in neighbour.items():
            page.get_by_label(LABELS[field]).fill(text)
        page.get_by_label("You may keep this.").check()
        if "contact" in neighbour:
            page.get_by_label("You may get in touch with me.").check()
        page.get_by_role("button", name="Save and start again").click()
        expect(page.get_by_label("You may keep this.")).not_to_be_checked()
    page.close()


def take(visit: Visit, folder: Path, screens: dict[str, str]) -> None:
    """Each of `screens` (name: path) on phone and tablet, light and dark."""
    page = visit.page()
    for name, path in screens.items():
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            page.goto(visit.origin + path)
            page.wait_for_timeout(400)  # what scripts add comes after the page has loaded
            shoot(page, folder, name, size)
    page.close()


def shoot(page: Page, folder: Path, name: str, size: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True, scale="css")
