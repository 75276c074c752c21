"""Real browsers. There is one Playwright for all of them; each test gets contexts or profiles of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests.served import Served

# A machine that runs everything at once is slow, and slow is not wrong.
expect.set_options(timeout=15_000)

PHONE = {"width": 360, "height": 740}
TABLET = {"width": 810, "height": 1080}

CHROMIUM: dict[str, Any] = {
    "executable_path": "/usr/bin/chromium",
    "chromium_sandbox": False,
    "args": [
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--disable-gpu",
        "--disable-dev-shm-usage",
    ],
}
FIREFOX: dict[str, Any] = {"channel": "moz-firefox", "executable_path": "/usr/bin/firefox-esr"}

#: What a browser prints when the network is cut on purpose.
EXPECTED = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "net::ERR")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**CHROMIUM)
    yield browser
    browser.close()


def until(page: Page, expression: str, seconds: float = 15) -> None:
    """Wait until a JavaScript expression is true in the page.

    Playwright's own `wait_for_function` evaluates text inside the page, which its policy forbids.
    """
    for _ in range(int(seconds / 0.05)):
        if page.evaluate(f"async () => Boolean(await ({expression}))"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"It did not come true: {expression}")


class Complaints:
    """What pages print as an error: a script that broke, something the security policy stopped."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.expected = EXPECTED

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(str(error.error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in self.expected):
            self.found.append(message.text)


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Empty at the end, or the test fails."""
    collected = Complaints()
    yield collected
    assert collected.found == []


@pytest.fixture
def new_context(chromium: Browser, complaints: Complaints) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a phone of its own in Chromium, with the options of `Browser.new_context`."""
    opened: list[BrowserContext] = []

    def new_context(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": PHONE} | options)
        complaints.listen(context)
        opened.append(context)
        return context

    yield new_context
    for context in opened:
        context.close()


class Tablet:
    """A tablet with Chromium and a profile on disk that outlives the browser."""

    def __init__(self, playwright: Playwright, profile: Path, complaints: Complaints) -> None:
        self._playwright, self.profile, self.complaints = playwright, profile, complaints
        self.context = self.open()

    def open(self, *, offline: bool = False) -> BrowserContext:
        """Start the browser, cold."""
        self.context = self._playwright.chromium.launch_persistent_context(
            self.profile, viewport=TABLET, offline=offline, **CHROMIUM
        )
        self.complaints.listen(self.context)
        return self.context

    def close(self) -> None:
        """Close the browser."""
        self.context.close()

    def kill(self) -> None:
        """End the browser as an empty battery would."""
        lock = str((self.profile / "SingletonLock").readlink())
        with self.context.expect_event("close"):
            os.kill(int(lock.rsplit("-", 1)[1]), 9)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """What `bin/serve` starts, with its demo content; one for all tests of a file."""
    running = Served(tmp_path_factory.mktemp("site") / "data")
    yield running
    running.stop()


@pytest.fixture
def tablet(playwright: Playwright, tmp_path: Path, complaints: Complaints) -> Iterator[Tablet]:
    tablet = Tablet(playwright, tmp_path / "profile", complaints)
    yield tablet
    tablet.close()
