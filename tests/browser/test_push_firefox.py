"""Push from end to end in Firefox, nothing stubbed: subscribed, encrypted, sent, woken, shown."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.conftest import FIREFOX
from tests.push_service import PushService
from tests.served import Served


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture(scope="module")
def site(service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("push"), PUSH_EXTRA_ORIGINS=service.origin)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def firefox(service: PushService, playwright: Playwright) -> Iterator[Browser]:
    preferences: dict[str, str | float | bool] = {
        "dom.push.serverURL": service.websocket_url,
        "dom.push.testing.allowInsecureServerURL": True,
        "dom.push.connection.enabled": True,
        "permissions.default.desktop-notification": 1,
        # There is no desktop here to show them.
        "alerts.useSystemBackend": False,
    }
    browser = playwright.firefox.launch(**FIREFOX, firefox_user_prefs=preferences)
    yield browser
    browser.close()


def notifications(page: Page) -> list[dict[str, str]]:
    """What the phone shows now."""
    shown: list[dict[str, str]] = page.evaluate(
        """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
             ({title, body, tag, data}) => ({title, body, tag, navigate: data.navigate}))"""
    )
    return shown


def wait_for(page: Page, tag: str) -> dict[str, str]:
    """The notification whose tag starts so, once it is shown."""
    for _ in range(200):
        for shown in notifications(page):
            if shown["tag"].startswith(tag):
                return shown
        page.wait_for_timeout(50)
    raise AssertionError(f"No notification {tag!r}; shown: {notifications(page)}")


def swipe_away(page: Page) -> None:
    """Clear the lock screen."""
    page.evaluate(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications()).forEach((shown) => shown.close())"
    )


def tell(desk: Page, site: Served, topic: str, title: str) -> None:
    """A coordinator tells everyone who follows `topic`, and waits until all are reached."""
    desk.goto(f"{site.origin}/tell")
    desk.select_option("[name=topic]", label=topic)
    desk.fill("[name=title]", title)
    desk.fill("[name=body]", "Come by from 10, there is breakfast.")
    desk.click("text=See who it reaches")
    assert desk.inner_text("h1") == "This reaches 1 person."
    desk.click("text=Tell 1 person")
    desk.wait_for_selector("h2:has-text('1 person reached')")
    assert desk.inner_text("[data-count=accepted]") == "1"
    assert desk.inner_text("[data-count=waiting]") == "0"


def test_remind_me_and_tell_people_reach_the_lock_screen_until_stopped(
    site: Served, service: PushService, firefox: Browser
) -> None:
    desk = firefox.new_context().new_page()
    desk.goto(site.link)
    desk.get_by_label("Your name").fill("Ama")
    desk.get_by_label("Choose a passphrase").fill("correct horse battery")
    desk.get_by_role("button", name="Start").click()
    desk.wait_for_selector("h1:has-text('Hello, Ama')")

    # Somebody asks to be reminded, and sees that it works.
    phone = firefox.new_context(viewport={"width": 360, "height": 740}).new_page()
    phone.goto(site.origin)
    event = phone.locator("li[data-kind=event] a").first
    name = event.inner_text()
    event.click()
    phone.click("text=Remind me")
    phone.wait_for_selector("dialog >> text=Something you follow is on tomorrow.")
    phone.click("text=Yes, tell me")
    phone.wait_for_selector("text=Yes, we will tell you.")
    confirmed = wait_for(phone, "confirmation-")
    assert confirmed["title"] == "What’s on"
    assert "It works." in confirmed["body"]

    # A coordinator tells those people; the lock screen says nothing of it to others.
    tell(desk, site, f"Reminded of: {name}", "The open event is tomorrow")
    shown = wait_for(phone, "told-")
    assert shown["title"] == "What’s on"
    assert "open event" not in shown["body"].lower()
    assert shown["navigate"].startswith(site.origin)

    # With the details, because this person says so.
    swipe_away(phone)
    phone.goto(f"{site.origin}/notifications")
    phone.wait_for_selector("button:has-text('Stop all of them')")
    phone.check("text=Show the details")
    phone.check("text=Van stops")
    phone.click("text=Tell me about these")
    phone.wait_for_selector("text=Saved. We will tell you.")
    tell(desk, site, "Van stops", "The van is at Brixton today")
    shown = wait_for(phone, "told-")
    assert shown["title"] == "The van is at Brixton today"
    assert shown["body"] == "Come by from 10, there is breakfast."

    # Stopped: what is told next reaches others, and this phone not.
    swipe_away(phone)
    phone.click("text=Stop all of them")
    phone.wait_for_selector("text=Stopped. You will hear nothing more")
    other = service.subscribe()
    answer = firefox.new_context().request.post(
        f"{site.origin}/push/subscriptions", data=other.to_json() | {"topics": ["van-stops"], "discreet": False}
    )
    assert answer.status == 201
    tell(desk, site, "Van stops", "The van is at Streatham today")
    assert [message.json()["notification"]["title"] for message in service.of(other)][-1] == (
        "The van is at Streatham today"
    )
    assert notifications(phone) == []
    assert not phone.evaluate(
        "async () => Boolean(await (await navigator.serviceWorker.ready).pushManager.getSubscription())"
    )
