"""What a browser that can't be told things is shown instead: how to undo a no, the Home Screen, the calendar."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages import remind_me
from tests.served import Served

DENIED = "Object.defineProperty(Notification, 'permission', {get: () => 'denied'});"
ALLOWED = "Object.defineProperty(Notification, 'permission', {get: () => 'granted'});"
NO_PUSH = "delete window.PushManager;"
ANDROID = "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
AN_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
)
#: What each says of itself, and where it hides an earlier no.
BROWSERS = {
    f"{ANDROID} Chrome/143.0.0.0 Mobile Safari/537.36": "Tap the sign left of the address, then “Permissions”",
    f"{ANDROID} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36": "then “Notifications”, then “Allow”",
    "Mozilla/5.0 (Android 15; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0": "until it says “Allowed”",
    AN_IPHONE: "Open your phone’s Settings, tap “Notifications”, then “What’s on”",
    f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15": "In the menu “Safari”",
    "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0": "the cross beside “Blocked”",
    f"{MAC} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36": "Click the sign left",
}

Open = Callable[..., Page]


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], site: Served) -> Open:
    """Opens a page of the site on a new phone; `script` runs before the page's own."""

    def open_page(path: str, script: str, **options: object) -> Page:
        context = new_context(**options)
        context.add_init_script(script)
        page = context.new_page()
        page.goto(site.origin + path)
        return page

    return open_page


@pytest.mark.parametrize(("user_agent", "way"), BROWSERS.items(), ids=lambda text: text[-30:])
def test_denied_earlier_says_how_to_undo_it_in_this_browser(opened, user_agent, way):
    page = opened("/en/", DENIED, user_agent=user_agent)
    remind_me(page)
    for _place in ("the question", "all notifications"):
        expect(page.get_by_text("This browser was told not to show our notifications.")).to_be_visible()
        expect(page.locator("[data-browser]:visible")).to_have_count(1)
        expect(page.get_by_text(way)).to_be_visible()
        expect(page.get_by_role("link", name=re.compile("^Add (everything )?to my calendar")).last).to_be_visible()
        expect(page.get_by_role("button", name="Tell me about these")).to_be_hidden()
        page.goto(page.url.split("/en/")[0] + "/en/notifications")


def test_an_iphone_is_shown_the_home_screen_first(opened):
    page = opened("/en/", NO_PUSH, user_agent=AN_IPHONE)
    remind_me(page)
    for _place in ("the question", "all notifications"):
        steps = page.locator("ol:visible > li")
        expect(steps).to_have_count(4)
        expect(steps.nth(1)).to_contain_text("Add to Home Screen")
        expect(steps.nth(3)).to_contain_text("Open “What’s on” from your Home Screen.")
        page.goto(page.url.split("/en/")[0] + "/en/notifications")


@pytest.mark.parametrize(
    "user_agent",
    [
        AN_IPHONE.replace("18_4", "16_3_1"),
        f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6.1 Safari/605.1.15",
    ],
)
def test_one_too_old_for_it_is_offered_what_works_instead(opened, user_agent):
    """No steps to a Home Screen from which it could show nothing either."""
    touch = "Object.defineProperty(navigator, 'maxTouchPoints', {get: () => 5});"
    page = opened("/en/", NO_PUSH + touch, user_agent=user_agent)
    remind_me(page)
    place = page.get_by_role("dialog")
    for _place in ("the question", "all notifications"):
        expect(place.get_by_text("This browser can’t show notifications from us.")).to_be_visible()
        expect(place.locator("ol:visible")).to_have_count(0)
        expect(place.get_by_role("link", name=re.compile("^Add (everything )?to my calendar"))).to_be_visible()
        expect(place.get_by_role("link", name="Ring us: 020 7946 0123")).to_be_visible()
        page.goto(page.url.split("/en/")[0] + "/en/notifications")
        place = page.get_by_role("main")


@pytest.mark.parametrize(
    ("script", "user_agent", "site_line", "button"),
    [
        ("", f"{ANDROID} Chrome/143.0.0.0 Mobile Safari/537.36", "127.0.0.1", True),
        ("Object.defineProperty(navigator, 'standalone', {get: () => true});", AN_IPHONE, "What’s on", True),
        (
            "delete Notification.maxActions;",
            "Mozilla/5.0 (Android 15; Mobile; rv:136.0) Gecko/136.0",
            "127.0.0.1",
            False,
        ),
    ],
)
def test_the_preview_shows_what_this_platform_adds(opened, script, user_agent, site_line, button):
    page = opened("/en/", script, user_agent=user_agent)
    remind_me(page)
    for _place in ("the question", "all notifications"):
        note = page.locator(".lock-note:visible")
        expect(note).to_contain_text(site_line)
        expect(note.get_by_text("Stop these")).to_be_visible(visible=button)
        page.goto(page.url.split("/en/")[0] + "/en/notifications")


def test_a_browser_without_push_is_offered_the_calendar(opened):
    page = opened("/en/", NO_PUSH)
    remind_me(page)
    expect(page.get_by_text("This browser can’t show notifications from us.")).to_be_visible()
    page.goto(page.url.split("/en/")[0] + "/en/notifications")
    expect(page.get_by_text("This browser can’t show notifications from us.")).to_be_visible()


def test_where_a_notification_led_the_address_does_not_tell(opened):
    page = opened("/en/", ALLOWED)
    path = page.locator("li[data-kind=group] a").first.get_attribute("href")
    address = page.url.split("/en/")[0] + path
    page.goto(f"{address}#told=group:1")
    expect(page.get_by_text("You got a notification about this.")).to_be_visible()
    assert page.url == address
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("You got a notification about this.")).to_be_hidden()
