"""Stopping: by the button on the notification, on the page that a tap opens, and without signal."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import until
from tests.browser.desktop import Desktop
from tests.browser.firefox_push.people import follow_group, followed, somebody_else, tell
from tests.push_service import PushService
from tests.served import Served


def test_a_button_on_the_lock_screen_stops_it_with_no_page_open(
    site: Served,
    service: PushService,
    firefox: BrowserContext,
    lock_screen: Desktop,
    desk: Page,
    new_context: Callable[..., BrowserContext],
) -> None:
    phone = firefox.new_page()
    name, _path, topic = follow_group(phone, site)
    lock_screen.wait_for("It works.")
    phone.close()
    tell(desk, site, name, "We meet at the back door")
    shown = lock_screen.wait_for("There is news about something you follow.")
    lock_screen.click(shown, "Stop these")
    stopped = lock_screen.wait_for("Stopped. We will not tell you about this any more.")
    assert stopped["title"] == "What’s on"
    assert followed(site) == [set()]

    # What is told next reaches somebody else, and not this phone.
    somebody_else(service, site, new_context(), add=[topic])
    tell(desk, site, name, "We meet at the front door")
    assert lock_screen.shown[-1]["id"] == stopped["id"]


def test_the_page_that_a_tap_opens_pauses_and_stops(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    phone = firefox.new_page()
    name, path, _topic = follow_group(phone, site)
    lock_screen.wait_for("It works.")
    tell(desk, site, name, "We meet at the back door", page=name)
    # The page is open already; the tap brings it to the front, and it knows why.
    lock_screen.click(lock_screen.wait_for("There is news about something you follow."))
    bar = phone.get_by_role("region", name="Notifications")
    expect(bar.get_by_text("You got a notification about this.")).to_be_visible()
    assert phone.url == f"{site.origin}{path}", "nobody who looks at the address can tell"
    assert [page.url for page in firefox.pages if page.url.startswith(site.origin)] == [phone.url], "no second window"
    phone.get_by_role("button", name="Good").click()
    bar.get_by_role("button", name="Not now: pause all for a month").click()
    expect(bar.get_by_text("Paused until")).to_be_visible()
    bar.get_by_role("button", name="Carry on now").click()
    expect(bar.get_by_text("Yes, we will tell you again.")).to_be_visible()
    expect(bar.get_by_text("Paused until")).to_be_hidden()

    phone.close()
    tell(desk, site, name, "We meet at the side door", page=name)
    with firefox.expect_page() as opened:
        lock_screen.click(lock_screen.wait_for("There is news about something you follow."))
    bar = opened.value.get_by_role("region", name="Notifications")
    bar.get_by_role("button", name="Stop telling me about this").click()
    expect(bar.get_by_text("Stopped. We will not tell you about this any more.")).to_be_visible()
    assert followed(site) == [set()]


def test_what_was_stopped_without_signal_is_stopped_once_there_is_some(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    phone = firefox.new_page()
    name, _path, topic = follow_group(phone, site)
    lock_screen.wait_for("It works.")
    tell(desk, site, name, "We meet at the back door")
    shown = lock_screen.wait_for("There is news about something you follow.")
    site.stop()
    lock_screen.click(shown, "Stop these")
    lock_screen.wait_for("No signal. This phone tries again by itself.")
    assert followed(site) == [{topic}]
    site.start()
    phone.goto(f"{site.origin}/en/van-stops")
    until(phone, "caches.open('notifications-1').then((store) => store.keys()).then((kept) => kept.length === 1)")
    assert followed(site) == [set()]
