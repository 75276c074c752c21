"""The worker and the pages of push in Chromium; `chromium_push.py` says what stands in for Google."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium_push import ChromiumPush, subscription_script
from tests.push_service import PushService, PushSubscription
from tests.served import Served

NEVER = "PushManager.prototype.subscribe = () => new Promise(() => {});"
REFUSED = "PushManager.prototype.subscribe = () => Promise.reject(new DOMException('', 'AbortError'));"
DENIED = "Object.defineProperty(Notification, 'permission', {get: () => 'denied'});"
NO_PUSH = "delete window.PushManager;"
AN_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
)

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture(scope="module")
def site(service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("push"), PUSH_EXTRA_ORIGINS=service.origin)
    yield running
    running.stop()


@pytest.fixture
def phone(service: PushService) -> PushSubscription:
    service.forget()
    return service.subscribe()


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], site: Served) -> Open:
    """Opens a page of the site on a new phone; `script` runs before the page's own."""

    def open_page(path: str, script: str = "", **options: object) -> Page:
        context = new_context(**options)
        context.grant_permissions(["notifications"], origin=site.origin)
        context.add_init_script(script)
        page = context.new_page()
        page.goto(site.origin + path)
        return page

    return open_page


def remind_me(page: Page) -> None:
    page.locator("li[data-kind=event] a").first.click()
    # Until the page is there, "Remind me" is a plain link.
    page.wait_for_url("**/events/*")
    page.get_by_role("link", name="Remind me").click()


def test_remind_me_shows_what_arrives_and_a_page_remembers_it(opened, site, service, phone):
    page = opened("/en/", subscription_script(phone))
    remind_me(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Something you follow is on tomorrow.")).to_be_visible()
    dialog.get_by_text("Show the details there").click()
    expect(dialog.get_by_text("Something you follow is on tomorrow.")).to_be_hidden()
    dialog.get_by_text("Show the details there").click()
    dialog.get_by_role("button", name="Yes, tell me").click()
    expect(dialog.get_by_text("Yes, we will tell you.")).to_be_visible()

    push = ChromiumPush(page, site.origin)
    [message] = service.wait_for(1)
    assert message.plaintext is not None
    push.deliver(message.plaintext)
    [shown] = push.wait_for_notifications(1)
    assert shown["title"] == "What’s on"
    assert shown["navigate"] == f"{site.origin}/en/notifications"

    page.reload()
    expect(page.get_by_role("link", name="We will tell you")).to_be_visible()
    page.get_by_role("link", name="We will tell you").click()
    page.get_by_role("button", name="Stop telling me about this").click()
    expect(page.get_by_text("Stopped. We will not tell you about this any more.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Remind me")).to_be_visible()


@pytest.mark.parametrize("payload", [" ", "{", "[]", "null", '{"web_push": 8030}', '{"notification": {"title": ""}}'])
def test_a_message_that_cannot_be_read_still_says_something(opened, site, phone, payload):
    page = opened("/en/", subscription_script(phone))
    push = ChromiumPush(page, site.origin)
    push.deliver(payload)
    [shown] = push.wait_for_notifications(1)
    assert shown["title"] == "Something for you"


def test_a_second_copy_replaces_the_first(opened, site, phone):
    page = opened("/en/", subscription_script(phone))
    push = ChromiumPush(page, site.origin)
    for body in ("one", "two"):
        push.deliver(f'{{"web_push": 8030, "notification": {{"title": "x", "tag": "told-1", "body": "{body}"}}}}')
        page.wait_for_timeout(300)
    assert [shown["body"] for shown in push.wait_for_notifications(1)] == ["two"]


def test_the_page_of_all_notifications(opened, site, service, phone):
    page = opened("/en/notifications", subscription_script(phone))
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("Choose one or more above.")).to_be_visible()
    page.get_by_label("Open events").check()
    page.get_by_label("Van stops").check()
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("Saved. A first notification is on its way")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Open events")).to_be_checked()
    expect(page.get_by_label("Volunteering")).not_to_be_checked()
    expect(page.get_by_label("Say little")).to_be_checked()
    page.get_by_label("Show the details").check()
    page.get_by_label("Van stops").uncheck()
    page.get_by_role("button", name="Tell me about these").click()
    expect(page.get_by_text("Saved. We will tell you.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Show the details")).to_be_checked()
    expect(page.get_by_label("Van stops")).not_to_be_checked()
    page.get_by_role("button", name="Stop all of them").click()
    expect(page.get_by_text("Stopped. You will hear nothing more")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Open events")).not_to_be_checked()
    expect(page.get_by_role("button", name="Stop all of them")).to_be_hidden()


def test_a_browser_that_never_answers_gets_a_sentence_after_ten_seconds(opened):
    page = opened("/en/", NEVER)
    page.clock.install()
    remind_me(page)
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_text("One moment")).to_be_visible()
    page.clock.run_for(10_000)
    expect(page.get_by_text("Your browser did not answer.")).to_be_visible()


def test_a_push_service_that_refuses_gets_a_sentence(opened):
    page = opened("/en/", REFUSED)
    remind_me(page)
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_text("That did not work.")).to_be_visible()


def test_denied_earlier_says_how_to_undo_it(opened):
    page = opened("/en/", DENIED)
    remind_me(page)
    expect(page.get_by_text("This browser was told not to show our notifications.")).to_be_visible()
    page.goto(page.url.split("/en/")[0] + "/en/notifications")
    expect(page.get_by_text("This browser was told not to show our notifications.")).to_be_visible()
    expect(page.get_by_role("link", name="Add everything to my calendar")).to_be_visible()
    expect(page.get_by_role("button", name="Tell me about these")).to_be_hidden()


def test_an_iphone_is_shown_the_home_screen_first(opened):
    page = opened("/en/", NO_PUSH, user_agent=AN_IPHONE)
    remind_me(page)
    expect(page.get_by_text("Add to Home Screen")).to_be_visible()
    page.goto(page.url.split("/en/")[0] + "/en/notifications")
    expect(page.get_by_text("from your Home Screen. Come back to this page there.")).to_be_visible()


def test_a_browser_without_push_is_offered_the_calendar(opened):
    page = opened("/en/", NO_PUSH)
    remind_me(page)
    expect(page.get_by_text("This browser can’t show notifications from us.")).to_be_visible()
    page.goto(page.url.split("/en/")[0] + "/en/notifications")
    expect(page.get_by_text("This browser can’t show notifications from us.")).to_be_visible()


def test_without_javascript_remind_me_leads_to_what_works(opened):
    page = opened("/en/", java_script_enabled=False)
    remind_me(page)
    expect(page.get_by_role("heading", name="What would you like to hear about?")).to_be_visible()
    expect(page.get_by_text("Choosing here needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("link", name="Add everything to my calendar")).to_be_visible()


def test_the_question_to_the_browser_comes_straight_from_the_tap(opened, phone):
    """Before any await, or Safari and Firefox would not show it."""
    watch = """
      Notification.requestPermission = async () => { window.inTap = Boolean(window.event); return "granted"; };
    """
    page = opened("/en/", subscription_script(phone) + watch)
    remind_me(page)
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_text("Yes, we will tell you.")).to_be_visible()
    assert page.evaluate("window.inTap")
