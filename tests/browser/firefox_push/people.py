"""Somebody with a phone that has Firefox, and a coordinator who tells people."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push.models import Subscription
from tests.browser.conftest import FIREFOX, PHONE
from tests.browser.desktop import Desktop
from tests.browser.pages import app_of
from tests.factories import make_group
from tests.push_service import PushService, PushSubscription
from tests.served import Served


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


def somebody_else(service: PushService, site: Served, browser: BrowserContext, **wish: object) -> PushSubscription:
    """Another phone that follows something, as a script asks for it."""
    other = service.subscribe()
    answer = browser.request.post(f"{site.origin}/push/subscriptions", data=other.to_json() | wish)
    assert answer.status == 201
    return other
