"""A tablet with Firefox, driven by Playwright."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, Playwright

from tests.browser.conftest import FIREFOX, TABLET
from tests.browser.tablets import WITHIN, Tab, Tablet


class FirefoxTablet(Tablet):
    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright, self._profile = playwright, profile

    def start(self) -> None:
        self._context = self._playwright.firefox.launch_persistent_context(self._profile, viewport=TABLET, **FIREFOX)
        self._context.set_default_timeout(WITHIN * 1000)

    def close(self) -> None:
        self._context.close()

    def new_tab(self) -> Tab:
        return FirefoxTab(self._context.new_page())


class FirefoxTab(Tab):
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self, address: str) -> None:
        self._page.goto(address)

    @property
    def address(self) -> str:
        return self._page.url

    def text(self) -> str:
        try:
            return self._page.inner_text("body", timeout=1000)
        except Error:
            return ""

    def click(self, xpath: str) -> None:
        self._page.click(f"xpath={xpath}")

    def fill(self, xpath: str, text: str) -> None:
        self._page.fill(f"xpath={xpath}", text)

    def evaluate(self, script: str, argument: Any = None) -> Any:
        return self._page.evaluate(f"async (argument) => {{ {script} }}", argument)
