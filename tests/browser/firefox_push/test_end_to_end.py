"""From “Remind me” to the lock screen: subscribed, encrypted, sent, woken, shown, clicked."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.desktop import Desktop
from tests.browser.firefox_push.people import somebody_else, tell
from tests.push_service import PushService
from tests.served import Served


def ask_to_be_reminded(phone: Page, site: Served) -> tuple[str, str]:
    """Press “Remind me” on the first event and say yes; its name and path."""
    phone.goto(site.origin)
    event = phone.locator("li[data-kind=event] a").first
    name, path = event.inner_text(), event.get_attribute("href") or ""
    event.click()
    expect(phone).to_have_url(f"{site.origin}{path}")
    phone.wait_for_load_state()  # until then it is a plain link
    phone.get_by_role("link", name="Remind me").click()
    expect(phone.get_by_role("dialog").get_by_text("Something you follow is on tomorrow.")).to_be_visible()
    phone.get_by_role("button", name="Yes, tell me").click()
    expect(phone.get_by_text("Yes, we will tell you.")).to_be_visible()
    return name, path


def follow_the_van_with_details(phone: Page, site: Served) -> None:
    """Choose van stops and the details, on the page of all notifications."""
    phone.goto(f"{site.origin}/notifications")
    expect(phone.get_by_role("button", name="Stop all of them")).to_be_visible()
    phone.get_by_label("Show the details").check()
    phone.get_by_role("checkbox", name="Van stops", exact=True).check()
    phone.get_by_role("button", name="Tell me about these").click()
    expect(phone.get_by_text("Saved. We will tell you.")).to_be_visible()


def stop_all(phone: Page) -> None:
    """Clear the lock screen, then press the button that stops everything."""
    phone.evaluate(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications()).forEach((shown) => shown.close())"
    )
    phone.get_by_role("button", name="Stop all of them").click()
    expect(phone.get_by_text("Stopped. You will hear nothing more")).to_be_visible()


def test_from_remind_me_to_the_lock_screen_until_stopped(
    site: Served,
    service: PushService,
    firefox: BrowserContext,
    lock_screen: Desktop,
    desk: Page,
    new_context: Callable[..., BrowserContext],
) -> None:
    phone = firefox.new_page()
    name, path = ask_to_be_reminded(phone, site)
    first = lock_screen.wait_for("It works.")
    assert first["title"] == "What’s on"
    lock_screen.click(first)
    expect(phone).to_have_url(f"{site.origin}/en/notifications")  # in the window that was open

    tell(desk, site, f"Reminded of: {name}", "The open event is tomorrow", page=name)
    shown = lock_screen.wait_for("something you follow")
    assert shown["title"] == "What’s on"
    assert name not in shown["body"], "a lock screen says nothing to others"
    phone.close()
    with firefox.expect_page() as opened:
        lock_screen.click(shown)
    phone = opened.value
    expect(phone).to_have_url(f"{site.origin}{path}")

    follow_the_van_with_details(phone, site)
    tell(desk, site, "Van stops", "The van is at Brixton today")
    shown = lock_screen.wait_for("The van is at Brixton today")
    assert shown["body"].endswith("Come by from 10, there is breakfast.")

    stop_all(phone)
    other = somebody_else(service, site, new_context(), topics=["van-stops"], discreet=False)
    tell(desk, site, "Van stops", "The van is at Streatham today")
    titles = [message.json()["notification"]["title"] for message in service.of(other)]  # type: ignore[index]
    assert titles[-1] == "The van is at Streatham today"
    phone.wait_for_timeout(500)
    assert lock_screen.shown == []
    assert urlsplit(phone.url).path == "/en/notifications"
