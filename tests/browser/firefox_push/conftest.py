"""Push in Firefox with nothing stubbed: a push service, the app, a lock screen, a phone, and a coordinator's desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from peer_app.core import clock
from tests.browser.desktop import Desktop
from tests.browser.firefox_push.people import Phone
from tests.push_service import PushService
from tests.served import Served


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture
def site(service: PushService, tmp_path: Path) -> Iterator[Served]:
    # Where it is about noon, because reminders keep decent hours.
    zone = f"Etc/GMT{clock.now().hour - 12:+d}"
    running = Served(tmp_path / "data", PUSH_EXTRA_ORIGINS=service.origin, TIME_ZONE=zone)
    yield running
    running.stop()


@pytest.fixture
def lock_screen() -> Iterator[Desktop]:
    with Desktop() as running:
        yield running


@pytest.fixture
def device(service: PushService, lock_screen: Desktop, playwright: Playwright, tmp_path: Path) -> Iterator[Phone]:
    device = Phone(playwright, tmp_path / "profile", service, lock_screen)
    yield device
    device.context.close()


@pytest.fixture
def firefox(device: Phone) -> BrowserContext:
    return device.context


@pytest.fixture
def desk(site: Served, new_context: Callable[..., BrowserContext]) -> Page:
    """A coordinator's own browser, signed in."""
    page = new_context().new_page()
    page.goto(site.link)
    page.get_by_label("Your name").fill("Ama")
    page.get_by_label("Choose a passphrase").fill("correct horse battery")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Hello, Ama")).to_be_visible()
    return page
