"""Push from end to end in Firefox, nothing stubbed: subscribed, encrypted, sent, woken, shown, clicked."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from peer_app.core import clock
from peer_app.core.jobs import wake
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.push import jobs
from peer_app.push.models import Subscription
from tests.browser.conftest import FIREFOX, PHONE, until
from tests.browser.desktop import Desktop
from tests.browser.pages import app_of
from tests.factories import make_group
from tests.push_service import PushService
from tests.served import Served, flask


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


class Phone:
    """A phone with Firefox, whose profile outlives the browser; `screen` is what its owner sees."""

    def __init__(self, playwright: Playwright, profile: Path, service: PushService, screen: Desktop) -> None:
        self._playwright, self._profile, self._service, self._screen = playwright, profile, service, screen
        self.context = self.open()

    def open(self) -> BrowserContext:
        """Start the browser, with no page of ours."""
        self.context = self._playwright.firefox.launch_persistent_context(
            self._profile,
            **FIREFOX,
            viewport=PHONE,
            env=self._screen.environ,
            firefox_user_prefs={
                "dom.push.serverURL": self._service.websocket_url,
                "dom.push.testing.allowInsecureServerURL": True,
                "dom.push.connection.enabled": True,
                "permissions.default.desktop-notification": 1,
                # A tap counts for one second, which a busy machine may need to wake the worker.
                "dom.serviceWorkers.disable_open_click_delay": 30_000,
                "dom.webnotifications.disable_open_click_delay": 30_000,
            },
        )
        return self.context


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


def tell(desk: Page, site: Served, topic: str, title: str, page: str = "What’s on") -> None:
    """A coordinator tells everyone who follows `topic`, and waits until all are reached."""
    desk.goto(f"{site.origin}/tell")
    desk.get_by_label("Who is it for?").select_option(label=topic)
    desk.locator("#title_en").fill(title)
    desk.locator("#body_en").fill("Come by from 10, there is breakfast.")
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
    desk: Page,
    new_context: Callable[..., BrowserContext],
) -> None:
    # Somebody asks to be reminded, and sees that it works.
    phone = firefox.new_page()
    phone.goto(site.origin)
    event = phone.locator("li[data-kind=event] a").first
    name, path = event.inner_text(), event.get_attribute("href")
    event.click()
    expect(phone).to_have_url(f"{site.origin}{path}")
    phone.wait_for_load_state()  # until then it is a plain link
    phone.get_by_role("link", name="Remind me").click()
    expect(phone.get_by_role("dialog").get_by_text("Something you follow is on tomorrow.")).to_be_visible()
    phone.get_by_role("button", name="Yes, tell me").click()
    expect(phone.get_by_text("Yes, we will tell you.")).to_be_visible()
    first = lock_screen.wait_for("It works.")
    assert first["title"] == "What’s on"

    # A tap on it uses the window that is open.
    lock_screen.click(first)
    expect(phone).to_have_url(f"{site.origin}/en/notifications")

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
    expect(phone).to_have_url(f"{site.origin}{path}")

    # With the details, because this person says so.
    phone.goto(f"{site.origin}/notifications")
    expect(phone.get_by_role("button", name="Stop all of them")).to_be_visible()
    phone.get_by_label("Show the details").check()
    phone.get_by_label("Van stops", exact=True).check()
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


def follow_group(phone: Page, site: Served, *, details: bool = False) -> tuple[str, str, str]:
    """Ask on a group's own page to be told; its name, path and topic.

    It meets in ten days: a reminder of one that meets tomorrow would take the place of what is told.
    """
    app = app_of(site.data)
    with app.app_context():
        group = make_group(title="Sewing circle", starts_at=clock.now() + timedelta(days=10), rule="FREQ=MONTHLY")
        name, path = group.title, f"/en/groups/{group.slug}"
    phone.goto(f"{site.origin}{path}")
    phone.get_by_role("link", name="Tell me about this group").click()
    if details:
        phone.get_by_text("Show the details there").click()
    phone.get_by_role("button", name="Yes, tell me").click()
    expect(phone.get_by_role("dialog").get_by_text("Yes, we will tell you.")).to_be_visible()
    return name, path, phone.locator("[data-remind]").get_attribute("data-topic") or ""


def followed(site: Served) -> list[set[str]]:
    """What each subscription follows, as the database has it."""
    with app_of(site.data).app_context():
        return [set(row.topics) for row in db.session.scalars(db.select(Subscription))]


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
    other = service.subscribe()
    answer = new_context().request.post(f"{site.origin}/push/subscriptions", data=other.to_json() | {"add": [topic]})
    assert answer.status == 201
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


def test_a_later_one_about_the_same_takes_the_place_of_the_first(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    name, _path, _topic = follow_group(firefox.new_page(), site, details=True)
    lock_screen.wait_for("It works.")
    tell(desk, site, name, "We meet at the back door", page=name)
    lock_screen.wait_for("We meet at the back door")
    tell(desk, site, name, "We meet at the front door", page=name)
    lock_screen.wait_for("We meet at the front door")
    assert not any("back door" in shown["title"] for shown in lock_screen.shown)


def test_what_was_told_while_the_browser_was_closed_is_shown_once_it_runs(
    site: Served, device: Phone, lock_screen: Desktop, desk: Page
) -> None:
    name, path, _topic = follow_group(device.context.new_page(), site, details=True)
    lock_screen.wait_for("It works.")
    device.context.close()
    tell(desk, site, name, "We meet at the back door", page=name)
    assert not any("back door" in shown["title"] for shown in lock_screen.shown)
    device.open()
    shown = lock_screen.wait_for("We meet at the back door", seconds=30)
    with device.context.expect_page() as opened:
        lock_screen.click(shown)
    expect(opened.value).to_have_url(f"{site.origin}{path}")


def test_a_reminder_comes_when_it_is_due(site: Served, firefox: BrowserContext, lock_screen: Desktop) -> None:
    app = app_of(site.data)
    with app.app_context():
        event = db.session.scalars(db.select(Event)).first()
        assert event is not None
        event.starts_at, event.ends_at = clock.now() + timedelta(minutes=90), clock.now() + timedelta(hours=3)
        path = event.listing.path
        db.session.commit()
    phone = firefox.new_page()
    phone.goto(f"{site.origin}/en{path}")
    phone.get_by_role("link", name="Remind me").click()
    phone.get_by_role("button", name="Yes, tell me").click()
    lock_screen.wait_for("It works.")
    phone.close()
    with app.app_context():
        wake(jobs.REMIND)
    lock_screen.wait_for("Something you follow is on to")


def test_after_a_rotation_a_phone_is_told_and_moves_to_the_new_key(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    phone = firefox.new_page()
    name, _path, topic = follow_group(phone, site, details=True)
    lock_screen.wait_for("It works.")
    flask(site.data, "keys", "rotate-push")
    site.stop()
    site.start()
    tell(desk, site, name, "Signed with the old key")
    lock_screen.wait_for("Signed with the old key")

    phone.goto(f"{site.origin}/en/van-stops")
    key = flask(site.data, "keys", "push").split()[-1]
    until(phone, f"caches.match('/push/known').then((kept) => kept.json()).then((known) => known.key === '{key}')")
    tell(desk, site, name, "Signed with the new key")
    lock_screen.wait_for("Signed with the new key")
    with app_of(site.data).app_context():
        [row] = db.session.scalars(db.select(Subscription))
        assert row.application_server_key == key
    assert followed(site) == [{topic}]


def test_a_cancelled_event_takes_the_place_of_what_is_on_the_lock_screen(
    site: Served, firefox: BrowserContext, lock_screen: Desktop, desk: Page
) -> None:
    phone = firefox.new_page()
    phone.goto(site.origin)
    event = phone.locator("li[data-kind=event] a").first
    name, path = event.inner_text(), event.get_attribute("href") or ""
    event.click()
    phone.wait_for_url(f"{site.origin}{path}")
    phone.get_by_role("link", name="Remind me").click()
    phone.get_by_role("button", name="Yes, tell me").click()
    lock_screen.wait_for("It works.")
    phone.close()
    tell(desk, site, f"Reminded of: {name}", "The open event is soon", page=name)
    lock_screen.wait_for("something you follow")
    desk.goto(f"{site.origin}{path.removeprefix('/en')}/cancellation")
    desk.get_by_role("button", name="Cancel it, and let people know").click()
    changed = lock_screen.wait_for("Something you follow has changed.")
    assert not any("news" in shown["body"] for shown in lock_screen.shown)
    with firefox.expect_page() as opened:
        lock_screen.click(changed)
    expect(opened.value.get_by_text(f"“{name}” is cancelled. It does not take place.")).to_be_visible()
