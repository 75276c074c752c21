"""The main job from end to end, in Chromium, against what `bin/serve` starts, with the network really cut.

One test, because it is one story: each step stands on what the steps before it left behind.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from peer_app.core import clock
from tests.browser.chromium_push import ChromiumPush, subscription_script
from tests.browser.conftest import Tablet
from tests.browser.van import read_code, take_it_away
from tests.factories import PASSPHRASE
from tests.push_service import PushService
from tests.served import Served, flask

TITLE = "Tea and toast at the library"
PEOPLE = ({"name": "Kwame", "enjoys": "Dominoes"}, {"name": "Zofia", "contact": "020 7946 0777"}, {})


@pytest.fixture
def push_service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture
def served(tmp_path: Path, push_service: PushService) -> Iterator[Served]:
    served = Served(tmp_path / "data", PUSH_EXTRA_ORIGINS=push_service.origin)
    yield served
    served.stop()


class PushPhone:
    """A citizen's phone that the tests' own push service can reach."""

    def __init__(self, context: BrowserContext, service: PushService, origin: str) -> None:
        self._service, self._origin, self._seen = service, origin, 0
        context.grant_permissions(["notifications"], origin=origin)
        context.add_init_script(subscription_script(service.subscribe()))
        self.page = context.new_page()

    def next_notification(self) -> dict[str, str]:
        """What its lock screen shows next: title and body."""
        self._seen += 1
        message = self._service.wait_for(self._seen)[-1]
        push = ChromiumPush(self.page, self._origin)
        push.deliver(message.plaintext)
        tag = json.loads(message.plaintext)["notification"]["tag"]
        return push.wait_for(tag)


def test_the_whole_walk(served, new_context, tablet, push_service):
    origin = served.origin
    office = new_context().new_page()
    accept_invitation(office, served.link, "Ama")
    event_path = create_event(office, origin)
    code = make_leaflet(office)
    count_before = scans_of(office, origin, code)

    scan_with_an_old_phone(new_context, origin, code, event_path)
    assert scans_of(office, origin, code) == count_before + 1
    phone = PushPhone(new_context(), push_service, origin)
    remind_me(phone, origin + event_path)

    register_three_without_signal(tablet, served, make_code(office, origin))
    own_page = new_context().new_page()
    see_their_own_page(own_page, tablet, origin)
    peer = new_context().new_page()
    accept_invitation(peer, flask(served.data, "invite", "--role", "peer", "Joe").splitlines()[-1], "Joe")
    peer.goto(origin + "/people")
    see_the_three(peer)

    tell_people(office, phone, origin)
    the_tablet_is_called_lost_and_nothing_is_lost(tablet, office, origin)


def accept_invitation(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name=f"Hello, {name}")).to_be_visible()


def create_event(page: Page, address: str) -> str:
    """Puts an event on in two days; returns its path and sees it on the front page."""
    page.get_by_role("link", name="New open event").click()
    page.get_by_label("What is it called?").fill(TITLE)
    page.get_by_label("What will happen when you walk in?").fill("Someone will say hello.")
    page.get_by_label("Which day?").fill((clock.now() + timedelta(days=2)).date().isoformat())
    page.get_by_label("From").fill("10:00")
    page.get_by_label("Until").fill("12:00")
    page.get_by_label("What is the place called?").fill("Brixton Library")
    page.get_by_label("Address").fill("Brixton Oval\nSW2 1JQ")
    page.get_by_role("button", name="Put it on").click()
    expect(page.get_by_role("heading", name="Make a leaflet")).to_be_visible()
    front = page.context.new_page()
    front.goto(address)
    link = front.get_by_role("link", name=TITLE)
    expect(link).to_be_visible()
    path = link.get_attribute("href")
    assert path is not None
    front.close()
    return path


def make_leaflet(page: Page) -> str:
    """Makes one for Brixton library, opens its PDF, returns its code."""
    page.get_by_label("Where will you hand it out?").fill("Brixton library")
    page.get_by_role("button", name="Make the leaflet").click()
    expect(page.get_by_text("For handing out: Brixton library")).to_be_visible()
    pdf = page.request.get(page.url + ".pdf")
    assert pdf.body().startswith(b"%PDF-")
    return urlsplit(page.url).path.rsplit("/", 1)[1]


def scans_of(page: Page, address: str, code: str) -> int:
    page.goto(f"{address}/leaflets/{code}")
    said = page.get_by_role("status").inner_text()
    return int(found.group()) if (found := re.search(r"\d+", said)) else 0


def scan_with_an_old_phone(new_context, address: str, code: str, path: str) -> None:
    """No JavaScript, small letters in the link; the calendar takes the event."""
    old = new_context(java_script_enabled=False).new_page()
    old.goto(f"{address}/l/{code.lower()}")
    assert urlsplit(old.url).path == path
    expect(old.get_by_role("heading", name=TITLE)).to_be_visible()
    href = old.get_by_role("link", name="Add to my calendar").get_attribute("href")
    entry = old.request.get(address + str(href))
    assert entry.headers["content-type"].startswith("text/calendar")
    assert TITLE in entry.text()


def remind_me(phone: PushPhone, event: str) -> None:
    phone.page.goto(event)
    phone.page.get_by_role("link", name="Remind me").click()
    phone.page.get_by_role("button", name="Yes, tell me").click()
    expect(phone.page.get_by_text("Yes, we will tell you.")).to_be_visible()
    shown = phone.next_notification()
    assert shown["title"]
    assert TITLE not in shown["title"] + shown["body"], "discreet is the default"


def make_code(page: Page, address: str) -> str:
    """A coordinator names a tablet and sees its code."""
    page.goto(address + "/devices")
    page.get_by_label("What do you call it?").fill("Van 1")
    page.get_by_role("button", name="Make a code").click()
    return page.locator(".big-code").inner_text()


def set_up(page: Page, address: str, code: str) -> None:
    page.goto(address + "/van/set-up")
    page.get_by_label("The code from a coordinator").fill(code)
    page.get_by_role("button", name="Set up this tablet").click()
    expect(page.get_by_text(re.compile(r"Ready\. \d+ pages, works without signal\."))).to_be_visible(timeout=30_000)


def register_three_without_signal(tablet: Tablet, served: Served, code: str) -> None:
    address = served.origin
    set_up(tablet.context.new_page(), address, code)
    tablet.close()
    # Really cut: nobody listens any more, so neither a page nor a worker can have a way around it.
    served.stop()
    page = tablet.open(offline=True).new_page()
    page.goto(address + "/van")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    page.get_by_role("link", name="Show a leaflet").click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("img", name=re.compile("QR"))).to_be_visible()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Keep in touch with someone").click()
    for person in PEOPLE:
        register(page, **person)
    page.get_by_role("link", name="Back to the van").click()
    expect(page.get_by_text("3 saved on this tablet, not sent yet.")).to_be_visible()

    served.start()
    tablet.context.set_offline(False)
    expect(page.get_by_text("3 safely at base today.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("saved on this tablet")).to_be_hidden()


def register(page: Page, name: str = "", contact: str = "", enjoys: str = "") -> None:
    page.get_by_label("What should we call you?").fill(name)
    page.get_by_label("How can we reach you?").fill(contact)
    page.get_by_label("What do you enjoy, or could share?").fill(enjoys)
    page.get_by_label("You may keep this").check()
    page.get_by_role("button", name="Save and start again").click()
    expect(page.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()
    expect(page.get_by_label("What should we call you?")).to_have_value("")
    # The sentence stays until the next save; only a fresh one counts for the next person.
    page.reload()


def see_the_three(page: Page) -> None:
    for words in ("Kwame", "Zofia", "No name given"):
        expect(page.get_by_role("link", name=words)).to_have_count(1)


def tell_people(office: Page, phone: PushPhone, address: str) -> None:
    office.goto(address + "/tell")
    topics = office.get_by_label("Who is it for?")
    topics.select_option(topics.locator("option", has_text=TITLE).get_attribute("value"))
    office.locator("#title_en").fill("The open event is tomorrow")
    office.locator("#body_en").fill("Come by from ten.")
    office.get_by_role("button", name="See who it reaches").click()
    expect(office.get_by_role("heading", name="This reaches 1 person.")).to_be_visible()
    office.get_by_role("button", name="Tell 1 person").click()
    assert phone.next_notification()["title"]
    expect(office.get_by_text("1 person reached")).to_be_visible(timeout=15_000)


def see_their_own_page(phone: Page, tablet: Tablet, address: str) -> None:
    """The code on the tablet opens, on the person's own phone, what is kept of them; there it can be taken away."""
    page = tablet.context.new_page()
    page.goto(address + "/en/register")
    page.get_by_label("What should we call you?").fill("Amina")
    page.get_by_label("You may keep this").check()
    page.get_by_role("button", name="Save and start again").click()
    expect(page.get_by_text("Safely at base.")).to_be_visible()
    link = read_code(page.locator("#saved .own-page"))
    phone.goto(link)
    assert phone.url == address + "/me", "the secret has left the address bar"
    expect(phone.get_by_text("Amina")).to_be_visible()
    take_it_away(phone)
    phone.goto(link)
    expect(phone.get_by_text("it may still be on its way")).to_be_visible()
    page.close()


def the_tablet_is_called_lost_and_nothing_is_lost(tablet: Tablet, office: Page, address: str) -> None:
    office.goto(address + "/devices")
    office.get_by_text("Lost it").click()
    office.get_by_role("button", name="It is lost Van 1").click()
    page = tablet.context.new_page()
    page.goto(address + "/en/register")
    for _ in range(3):
        register(page)
    page.goto(address + "/en/van")
    expect(page.get_by_text("3 saved on this tablet, not sent yet.")).to_be_visible()
    expect(page.get_by_text("Base does not know this tablet any more.").first).to_be_visible(timeout=15_000)
    office.get_by_role("button", name="Set up again Van 1").click()
    set_up(page, address, office.locator(".big-code").inner_text())
    page.get_by_role("link", name="Open the van’s page").click()
    expect(page.get_by_text("7 safely at base today.")).to_be_visible(timeout=30_000)
