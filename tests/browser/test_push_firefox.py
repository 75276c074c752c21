"""Push from end to end in Firefox, nothing stubbed: subscribed, encrypted, sent, woken, shown, clicked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import FIREFOX, PHONE
from tests.browser.desktop import Desktop
from tests.push_service import PushService
from tests.served import Served


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture
def site(service: PushService, tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path / "data", PUSH_EXTRA_ORIGINS=service.origin)
    yield running
    running.stop()


@pytest.fixture
def lock_screen() -> Iterator[Desktop]:
    with Desktop() as running:
        yield running


@pytest.fixture
def firefox(
    service: PushService, lock_screen: Desktop, playwright: Playwright, tmp_path: Path
) -> Iterator[BrowserContext]:
    context = playwright.firefox.launch_persistent_context(
        tmp_path / "profile",
        **FIREFOX,
        viewport=PHONE,
        env=lock_screen.environ,
        firefox_user_prefs={
            "dom.push.serverURL": service.websocket_url,
            "dom.push.testing.allowInsecureServerURL": True,
            "dom.push.connection.enabled": True,
            "permissions.default.desktop-notification": 1,
            # A tap counts for one second, which a busy machine may need to wake the worker.
            "dom.serviceWorkers.disable_open_click_delay": 30_000,
            "dom.webnotifications.disable_open_click_delay": 30_000,
        },
    )
    yield context
    context.close()


def tell(desk: Page, site: Served, topic: str, title: str, page: str = "What’s on") -> None:
    """A coordinator tells everyone who follows `topic`, and waits until all are reached."""
    desk.goto(f"{site.origin}/tell")
    desk.get_by_label("Who is it for?").select_option(label=topic)
    desk.get_by_label("In a few words").fill(title)
    desk.get_by_label("One sentence more").fill("Come by from 10, there is breakfast.")
    desk.get_by_label("Which page does a tap open?").select_option(label=page)
    desk.get_by_role("button", name="See who it reaches").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("This reaches 1 person.")
    desk.get_by_role("button", name="Tell 1 person").click()
    expect(desk.get_by_role("heading", name="1 person reached")).to_be_visible(timeout=15_000)
    expect(desk.locator("[data-count=accepted]")).to_have_text("1")
    expect(desk.locator("[data-count=waiting]")).to_have_text("0")


def swipe_away(page: Page) -> None:
    """Clear the lock screen."""
    page.evaluate(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications()).forEach((shown) => shown.close())"
    )


def test_from_remind_me_to_the_lock_screen_until_stopped(
    site: Served,
    service: PushService,
    firefox: BrowserContext,
    lock_screen: Desktop,
    new_context: Callable[..., BrowserContext],
) -> None:
    desk = new_context().new_page()
    desk.goto(site.link)
    desk.get_by_label("Your name").fill("Ama")
    desk.get_by_label("Choose a passphrase").fill("correct horse battery")
    desk.get_by_role("button", name="Start").click()
    expect(desk.get_by_role("heading", name="Hello, Ama")).to_be_visible()

    # Somebody asks to be reminded, and sees that it works.
    phone = firefox.new_page()
    phone.goto(site.origin)
    event = phone.locator("li[data-kind=event] a").first
    name, path = event.inner_text(), event.get_attribute("href")
    event.click()
    phone.wait_for_url(f"{site.origin}{path}")
    phone.get_by_role("link", name="Remind me").click()
    expect(phone.get_by_role("dialog").get_by_text("Something you follow is on tomorrow.")).to_be_visible()
    phone.get_by_role("button", name="Yes, tell me").click()
    expect(phone.get_by_text("Yes, we will tell you.")).to_be_visible()
    first = lock_screen.wait_for("It works.")
    assert first["title"] == "What’s on"

    # A tap on it uses the window that is open.
    lock_screen.click(first)
    phone.wait_for_url(f"{site.origin}/en/notifications")

    # A coordinator tells those people; the lock screen says nothing of it to others.
    tell(desk, site, f"Reminded of: {name}", "The open event is tomorrow", page=name)
    shown = lock_screen.wait_for("something you follow")
    assert shown["title"] == "What’s on"
    assert name not in shown["body"]

    # With the page closed, a tap opens it.
    phone.close()
    with firefox.expect_page() as opened:
        lock_screen.click(shown)
    phone = opened.value
    phone.wait_for_url(f"{site.origin}{path}")

    # With the details, because this person says so.
    phone.goto(f"{site.origin}/notifications")
    expect(phone.get_by_role("button", name="Stop all of them")).to_be_visible()
    phone.get_by_label("Show the details").check()
    phone.get_by_label("Van stops").check()
    phone.get_by_role("button", name="Tell me about these").click()
    expect(phone.get_by_text("Saved. We will tell you.")).to_be_visible()
    tell(desk, site, "Van stops", "The van is at Brixton today")
    shown = lock_screen.wait_for("The van is at Brixton today")
    assert shown["body"].endswith("Come by from 10, there is breakfast.")

    # Stopped: what is told next reaches others, and this phone not.
    swipe_away(phone)
    phone.get_by_role("button", name="Stop all of them").click()
    expect(phone.get_by_text("Stopped. You will hear nothing more")).to_be_visible()
    other = service.subscribe()
    answer = new_context().request.post(
        f"{site.origin}/push/subscriptions", data=other.to_json() | {"topics": ["van-stops"], "discreet": False}
    )
    assert answer.status == 201
    tell(desk, site, "Van stops", "The van is at Streatham today")
    titles = [message.json()["notification"]["title"] for message in service.of(other)]  # type: ignore[index]
    assert titles[-1] == "The van is at Streatham today"
    phone.wait_for_timeout(500)
    assert lock_screen.shown == []
    assert urlsplit(phone.url).path == "/en/notifications"
