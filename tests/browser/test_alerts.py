"""A lead's own phone in Chromium: turned on, told, and turned off again."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from peer_app.extensions import db
from tests.browser.chromium_push import ChromiumPush, subscription_script
from tests.browser.pages import app_of, sign_in
from tests.factories import make_account
from tests.push_service import PushService
from tests.served import Served

DENIED = "Object.defineProperty(Notification, 'permission', {get: () => 'denied'});"


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture(scope="module")
def site(service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Where Ama is safeguarding lead."""
    running = Served(tmp_path_factory.mktemp("alerts") / "data", PUSH_EXTRA_ORIGINS=service.origin)
    with app_of(running.data).app_context():
        make_account(name="Ama").is_safeguarding_lead = True
        db.session.commit()
    yield running
    running.stop()


@pytest.fixture
def open_phone(new_context: Callable[..., BrowserContext], site: Served) -> Callable[[str], Page]:
    """Opens /concerns on a phone on which Ama is signed in; `script` runs before each page's own."""

    def open_phone(script: str) -> Page:
        context = new_context()
        context.grant_permissions(["notifications"], origin=site.origin)
        context.add_init_script(script)
        page = context.new_page()
        sign_in(page, site.origin)
        page.get_by_role("link", name="No concern needs you").click()
        return page

    return open_phone


def test_a_phone_tells_its_lead_and_stops(open_phone, site, service):
    phone = service.subscribe()
    page = open_phone(subscription_script(phone))
    page.get_by_role("button", name="Tell me on this phone", exact=True).click()
    expect(page.get_by_text("This phone tells you.")).to_be_visible()
    service.wait_for(1)  # that it works

    page.get_by_role("link", name="Worried about someone?").click()
    page.get_by_label("What worries you?").fill("She was crying.")
    page.get_by_role("button", name="Save for the safeguarding leads").click()
    expect(page.get_by_text("Saved, for safeguarding leads only.")).to_be_visible()
    message = service.wait_for(2)[-1]
    assert message.plaintext is not None
    push = ChromiumPush(page, site.origin)
    push.deliver(message.plaintext)
    shown = push.wait_for(json.loads(message.plaintext)["notification"]["tag"])
    assert (shown["title"], shown["body"]) == ("What’s on", "Something needs you.")
    assert shown["navigate"] == f"{site.origin}/concerns"

    page.goto(shown["navigate"])
    expect(page.get_by_text("This phone tells you.")).to_be_visible()
    page.get_by_role("button", name="Stop telling me on this phone").click()
    expect(page.get_by_text("Stopped. This phone does not tell you any more.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Tell me on this phone", exact=True)).to_be_visible()
    expect(page.get_by_text("This phone tells you.")).to_be_hidden()

    page.locator("main a.cover").click()
    page.get_by_label("What was done?").fill("Rang her.")
    page.get_by_role("button", name="I have seen to this").click()
    expect(page.get_by_text("Seen to by Ama")).to_be_visible()


def test_a_browser_that_was_told_no_says_how_to_undo_it(open_phone):
    page = open_phone(DENIED)
    expect(page.get_by_text("This browser was told not to show our notifications.")).to_be_visible()
    expect(page.get_by_role("button", name="Tell me on this phone", exact=True)).to_be_hidden()
