"""/tell in a browser: room counted down, a run watched and stopped, and a cancelled event that takes it back."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium_push import ChromiumPush, subscription_script
from tests.factories import PASSPHRASE
from tests.push_service import Answer, PushService, PushSubscription
from tests.served import Served


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture
def site(service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("telling") / "data", PUSH_EXTRA_ORIGINS=service.origin)
    yield running
    running.stop()


@pytest.fixture
def desk(site: Served, new_context: Callable[..., BrowserContext]) -> Page:
    """A coordinator's own browser, signed in."""
    page = new_context().new_page()
    page.goto(site.link)
    page.get_by_label("Your name").fill("Ama")
    page.get_by_label("Choose a passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Hello, Ama")).to_be_visible()
    return page


def follow(browser: BrowserContext, site: Served, phone: PushSubscription) -> None:
    """Let `phone` follow open events, as its browser would ask for."""
    wish = phone.to_json() | {"topics": ["events"]}
    assert browser.request.post(f"{site.origin}/push/subscriptions", data=wish).status == 201


def tell(desk: Page, site: Served, title: str, page: str = "What’s on") -> None:
    """Tell everyone who follows open events, up to the page that shows how far it is."""
    desk.goto(f"{site.origin}/tell")
    desk.get_by_label("Who is it for?").select_option(label="Open events")
    desk.locator("#title_en").fill(title)
    desk.locator("#body_en").fill("There is breakfast.")
    desk.get_by_label("Which page does a tap open?").select_option(label=page)
    desk.get_by_role("button", name="See who it reaches").click()
    desk.get_by_role("button", name="Tell").click()
    desk.wait_for_url("**/tell/*")


def test_room_is_counted_down_in_letters_as_one_types(desk, site):
    desk.goto(f"{site.origin}/tell")
    words = desk.locator("#body_en")
    expect(desk.get_by_text("Room for about 600 more letters.").first).to_be_visible()
    words.fill("a" * 599)
    expect(desk.get_by_text("Room for about 1 more letter.")).to_be_visible()
    words.fill("আ" * 201)  # three bytes each
    expect(desk.get_by_text("Make it shorter, by about 1 letter.")).to_be_visible()
    words.fill("🙂" * 100)
    expect(desk.get_by_text("Room for about 50 more letters.")).to_be_visible()


def test_a_run_is_watched_and_stopped(desk, site, service, new_context):
    waiting = service.subscribe()
    for phone in (service.subscribe(), waiting):
        follow(new_context(), site, phone)
    service.wait_for(2)  # that it works
    waiting.answers.append(Answer(503))
    tell(desk, site, "The open event is tomorrow")
    expect(desk.get_by_role("heading", name="1 person reached")).to_be_visible(timeout=15_000)
    expect(desk.locator("[data-count=waiting]")).to_have_text("1")
    desk.reload()
    expect(desk.locator("[data-count=accepted]")).to_have_text("1")
    desk.get_by_role("button", name="Stop it.").click()
    expect(desk.get_by_text("Stopped by Ama")).to_be_visible()
    expect(desk.get_by_text("It went out to 1 person.")).to_be_visible()
    expect(desk.get_by_role("button", name="Stop it.")).to_be_hidden()
    desk.goto(f"{site.origin}/tell")
    expect(desk.get_by_text("· stopped")).to_be_visible()


def test_a_cancelled_event_takes_the_place_of_what_was_told(desk, site, service, new_context):
    subscription = service.subscribe()
    context = new_context()
    context.grant_permissions(["notifications"], origin=site.origin)
    context.add_init_script(subscription_script(subscription))
    phone = context.new_page()
    phone.goto(f"{site.origin}/en/notifications")
    phone.get_by_role("checkbox", name="Open events").check()
    phone.get_by_label("Show the details").check()
    phone.get_by_role("button", name="Tell me about these").click()
    [first] = service.wait_for(1)
    push = ChromiumPush(phone, site.origin)
    push.deliver(first.plaintext)
    push.wait_for_notifications(1)

    name = "Living Well open event"
    tell(desk, site, "Come along on Thursday", page=name)
    told = service.wait_for(2)[-1]
    push.deliver(told.plaintext)
    push.wait_for_notifications(2)

    desk.goto(f"{site.origin}/whats-on")
    desk.get_by_role("link", name=f"Change {name}").click()
    desk.get_by_role("link", name="Cancel this event").click()
    desk.get_by_role("button", name="Cancel it, and let people know").click()
    expect(desk.get_by_text("It is cancelled, and its page says so.")).to_be_visible()
    changed = service.wait_for(3)[-1]
    push.deliver(changed.plaintext)
    tag = str(told.json()["notification"]["tag"])
    shown = push.wait_for(tag)
    phone.wait_for_function(
        """async (tag) => {
          const shown = await (await navigator.serviceWorker.ready).getNotifications({ tag });
          return shown.length === 1 && shown[0].body.startsWith("Cancelled.");
        }""",
        arg=tag,
    )
    phone.goto(str(shown["navigate"]))
    expect(phone.get_by_text(f"“{name}” is cancelled. It does not take place.")).to_be_visible()
    expect(phone.get_by_role("link", name="Remind me")).to_have_count(0)
