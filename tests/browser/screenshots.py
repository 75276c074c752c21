"""Pictures of the app as people see it, made for the README, or of every screen to be looked at.

Each is of what `bin/serve` starts with its demo content: no page is made for the camera.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.push.models import Device, Subscription
from peer_app.push.operations import tell
from tests.browser.conftest import CHROMIUM, PHONE, TABLET
from tests.browser.pages import app_of, say_something
from tests.browser.van import get_ready
from tests.factories import PASSPHRASE, make_own_page
from tests.leaflets import picture
from tests.served import ROOT, Served, flask

SIZES = {"phone": PHONE, "tablet": TABLET}
NEIGHBOURS = (
    {"name": "Kwame", "contact": "020 7946 0777", "enjoys": "Dominoes, fixing bicycles"},
    {"name": "Zofia", "enjoys": "Baking", "would_help": "Somebody to walk with"},
    {},
)
LABELS = {
    "name": "What should we call you?",
    "contact": "How can we reach you?",
    "enjoys": "What do you enjoy, or could share?",
    "would_help": "What would help?",
}

CONCERNS = (
    ("She said she is afraid to go home tonight. She had a bruise on her arm.", "Mary, about 40, by the library"),
    ("He has not eaten for days, and talked about not being here any more.", "Zed, Effra Road"),
)


@dataclass
class Visit:
    """The running app and one browser at it. `context` is signed in as a coordinator, on a device that is ready."""

    origin: str
    data: Path
    browser: Browser
    context: BrowserContext

    def page(self) -> Page:
        return self.context.new_page()

    def path_of(self, kind: str) -> str:
        """The first page of a kind that the front page leads to, such as "events"."""
        page = self.page()
        page.goto(self.origin + "/en/")
        href = page.locator(f'a[href^="/en/{kind}/"]').first.get_attribute("href")
        page.close()
        assert href is not None
        return href


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(prog="bin/screenshots")
    parser.add_argument("--review", type=Path, metavar="DIR", help="every screen, into DIR")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, visiting(Path(folder) / "data") as visit:
        if asked.review:
            review(visit, asked.review)
        else:
            for_the_readme(visit, ROOT / "docs" / "screenshots")


@contextmanager
def visiting(data: Path) -> Iterator[Visit]:
    """Serve the demo content, sign a coordinator in, and set their own phone up for the van."""
    served = Served(data)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**CHROMIUM)
            context = browser.new_context(locale="en-GB", timezone_id="Europe/London", device_scale_factor=2)
            visit = Visit(served.origin, data, browser, context)
            page = visit.page()
            page.goto(served.link)
            page.get_by_label("Your name").fill("Ama")
            page.get_by_label("Choose a passphrase").fill(PASSPHRASE)
            page.get_by_role("button", name="Start").click()
            page.wait_for_url("**/desk")
            page.close()
            get_ready(context, served, shared=False).close()
            yield visit
            browser.close()
    finally:
        served.stop()


def for_the_readme(visit: Visit, folder: Path) -> None:
    """A citizen's phone with an open event; the van's tablet after three registrations without signal."""
    folder.mkdir(parents=True, exist_ok=True)
    citizen = visit.browser.new_context(viewport=PHONE, device_scale_factor=2, locale="en-GB").new_page()
    citizen.goto(visit.origin + visit.path_of("events"))
    citizen.screenshot(path=folder / "phone.png")
    register_without_signal(visit)
    tablet = visit.page()
    tablet.set_viewport_size(TABLET)
    tablet.goto(visit.origin + "/en/van")
    expect(tablet.get_by_text("3 saved on this tablet, not sent yet.")).to_be_visible()
    tablet.screenshot(path=folder / "tablet.png")
    picture.draw(folder / "leaflets.png")


def register_without_signal(visit: Visit) -> None:
    """Three neighbours say yes while there is no signal; it stays away."""
    visit.context.set_offline(True)
    page = visit.page()
    page.goto(visit.origin + "/en/register")
    for neighbour in NEIGHBOURS:
        for field, text in neighbour.items():
            page.get_by_label(LABELS[field]).fill(text)
        page.get_by_label("You may keep this.").check()
        if "contact" in neighbour:
            page.get_by_label("You may get in touch with me.").check()
        page.get_by_role("button", name="Save and start again").click()
        expect(page.get_by_label("You may keep this.")).not_to_be_checked()
    page.close()


def review(visit: Visit, folder: Path) -> None:
    """Every screen, full length: signed in, of citizens, and of the van without signal."""
    folder.mkdir(parents=True, exist_ok=True)
    code = hand_out_a_leaflet(visit)
    write_concerns_down(visit)
    with app_of(visit.data).app_context():
        say_something()
        db.session.commit()
    take(visit, folder, signed_in_screens(visit, code))
    citizen = Visit(visit.origin, visit.data, visit.browser, visit.browser.new_context(locale="en-GB"))
    take(citizen, folder, public_screens(visit))
    register_without_signal(visit)
    take(
        visit, folder, {"van-3-waiting": "/en/van", "van-register": "/en/register", "van-leaflets": "/en/van/leaflets"}
    )
    visit.context.set_offline(False)
    page = visit.page()
    page.goto(visit.origin + "/en/van")
    expect(page.get_by_text("3 safely at base today.")).to_be_visible(timeout=30_000)
    page.goto(visit.origin + "/people")
    person = page.locator("main a[href^='/people/']").first.get_attribute("href") or "/people"
    take(visit, folder, {"van-all-sent": "/en/van", "people": "/people", "person": person})
    filled_in(visit, folder)
    told_and_cancelled(visit, folder)


def hand_out_a_leaflet(visit: Visit) -> str:
    """Two batches of one leaflet, the first scanned three times; its code."""
    page = visit.page()
    codes = []
    for place in ("Brixton library", "Barber on Coldharbour Lane"):
        page.goto(visit.origin + "/leaflets/new?listing=event:1")
        page.get_by_label("Where will you hand it out?").fill(place)
        page.get_by_role("button", name="Make the leaflet").click()
        page.wait_for_url(re.compile(r"/leaflets/\w{6}$"))
        codes.append(page.url.rpartition("/")[2])
    for _ in range(3):
        page.request.get(f"{visit.origin}/l/{codes[0]}")
    page.close()
    return codes[0]


def write_concerns_down(visit: Visit) -> None:
    """Ama becomes a safeguarding lead, writes two concerns down and sees to the second."""
    page = visit.page()
    page.goto(visit.origin + "/team")
    page.get_by_text("Change Ama").click()
    page.get_by_role("button", name="Make safeguarding lead Ama").click()
    for words, about in CONCERNS:
        page.goto(visit.origin + "/worried")
        page.get_by_label("What worries you?").fill(words)
        page.get_by_label("Who is it about, and where?").fill(about)
        page.get_by_role("button", name="Save for the safeguarding leads").click()
        expect(page.get_by_text("Saved, for safeguarding leads only.")).to_be_visible()
    page.goto(visit.origin + "/concerns/2")
    page.get_by_label("What was done?").fill("Rang his sister. She is with him tonight.")
    page.get_by_role("button", name="I have seen to this").click()
    expect(page.get_by_text("Seen to by Ama")).to_be_visible()
    page.close()


def signed_in_screens(visit: Visit, code: str) -> dict[str, str]:
    page = visit.page()
    page.goto(visit.origin + "/en/van/leaflets")
    shown = page.locator("main a[href*='/van/leaflets/']").first.get_attribute("href") or ""
    page.close()
    return {
        "desk": "/desk",
        "event-new": "/events/new",
        "leaflets": "/leaflets",
        "leaflet-choose": "/leaflets/new",
        "leaflet-new": "/leaflets/new?listing=event:1",
        "leaflet": f"/leaflets/{code}",
        "leaflet-print": f"/leaflets/{code}/print?layout=a6&lang=en&also=ar",
        "leaflet-places": "/leaflets/of/event:1",
        "people-none": "/people",
        "register-signed-in": "/register",
        "needs-a-look": "/needs-a-look",
        "tell": "/tell",
        "whats-on": "/whats-on",
        "group-hosts": visit.path_of("groups").removeprefix("/en") + "/hosts",
        "group-sessions": visit.path_of("groups").removeprefix("/en") + "/sessions",
        "group-edit": visit.path_of("groups").removeprefix("/en") + "/edit",
        "place-new": "/places/new",
        "event-edit": visit.path_of("events").removeprefix("/en") + "/edit",
        "event-cancellation": visit.path_of("events").removeprefix("/en") + "/cancellation",
        "team": "/team",
        "settings": "/settings",
        "worried-signed-in": "/worried",
        "concerns": "/concerns",
        "concern": "/concerns/1",
        "concern-seen-to": "/concerns/2",
        "devices": "/devices",
        "you": "/you",
        "expected": "/expected/event:1",
        "interests": "/interested",
        "proposals": "/proposals",
        "proposal-put-on": "/proposals/1/event",
        "counting": "/counting",
        "van-counting": "/en/van/counting",
        "van": "/en/van",
        "van-set-up": "/en/van/set-up",
        "van-set-up-sheet": "/en/van/set-up-sheet",
        "van-shift": "/en/van/shift",
        "van-practice": "/en/register?practise",
        "van-leaflets-ready": "/en/van/leaflets",
        "van-leaflet": shown,
    }


def public_screens(visit: Visit) -> dict[str, str]:
    invitation = flask(visit.data, "invite", "--role", "peer", "Joe").splitlines()[-1]
    return {
        "front": "/en/",
        "front-from-an-old-leaflet": "/en/#leaflet-over",
        "event": visit.path_of("events"),
        "group": visit.path_of("groups"),
        "volunteering": visit.path_of("volunteering"),
        "place": "/en/places/brixton-library",
        "van-stops": "/en/van-stops",
        "van-stop": visit.path_of("van-stops"),
        "coming": "/en/coming/event:1",
        "coming-to-a-group": "/en/coming/group:1",
        "coming-said": "/yes/BCDFGHJKMN",
        "interested": "/en/interested/opportunity:1",
        "propose": "/en/propose",
        "about": "/en/about",
        "notifications": "/en/notifications",
        "van-not-ready": "/en/van",
        "van-register-not-ready": "/en/register",
        "van-worried": "/en/worried",
        "offline": "/en/offline",
        "not-found": "/en/events/nothing",
        "unknown-code": "/l/XXXXXX",
        "own-page-not-here": "/me/not-here",
        "own-page": own_page(visit),
        "sign-in": "/sign-in",
        "invitation": invitation.removeprefix(visit.origin),
    }


def own_page(visit: Visit) -> str:
    """What the QR code after a registration leads to."""
    with app_of(visit.data).app_context():
        stop = {"people": [], "stop": "van-stop:1"}
        texts = {"name": "Kwame", "contact": "020 7946 0777", "enjoys": "Dominoes, fixing bicycles"}
        return f"/me/{make_own_page(**texts, shift=stop)}"


def filled_in(visit: Visit, folder: Path) -> None:
    """What stands behind a button: forms that come back, and what is asked before people are told."""

    def told(page: Page) -> None:
        page.get_by_label("Who is it for?").select_option(index=1)
        page.locator("#title_en").fill("The open event is tomorrow")
        page.locator("#body_en").fill("Come by from ten, there is breakfast.")
        page.locator("main form button").last.click()

    def empty(page: Page) -> None:
        page.locator("main form button").last.click()
        page.wait_for_selector("#mistakes")

    steps = {
        "mistakes-event": ("/events/new", empty),
        "mistakes-leaflet": ("/leaflets/new?listing=event:1", empty),
        "tell-asked": ("/tell", told),
    }
    for name, (path, act) in steps.items():
        page = visit.page()
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            page.goto(visit.origin + path)
            act(page)
            page.wait_for_load_state()
            shoot(page, folder, name, size)
        page.close()


def told_and_cancelled(visit: Visit, folder: Path) -> None:
    """What was told, and what is to be told tomorrow; then its event is cancelled."""
    app = app_of(visit.data)
    with app.app_context():
        phone = Device("https://fcm.googleapis.com/fcm/send/nobody", "p" * 87, "a" * 22)
        Subscription.keep(phone).follow(["events"])
        ama = db.session.scalars(db.select(Account)).first()
        assert ama is not None
        texts = {"title": "The open event is on Thursday", "body": "Come by from ten.", "topic": "events"}
        tomorrow = clock.now() + timedelta(days=1)
        planned = tell(ama, token="planned", page="event:1", send_at=tomorrow, **texts)
        stopped = tell(ama, token="stopped", page="", send_at=tomorrow, **texts)
        stopped.stop(ama)
        db.session.commit()
        screens = {"told-planned": f"/tell/{planned.id}", "told-stopped": f"/tell/{stopped.id}", "tell-again": "/tell"}
    take(visit, folder, screens)
    with app.app_context():
        event = db.session.get_one(Event, 1)
        event.cancel()
        db.session.commit()
        path = f"/en{event.listing.path}"
    take(visit, folder, {"event-cancelled": path, "front-cancelled": "/en/", "leaflets-cancelled": "/leaflets"})


def take(visit: Visit, folder: Path, screens: dict[str, str]) -> None:
    """Each of `screens` (name: path) on phone and tablet, light and dark."""
    page = visit.page()
    for name, path in screens.items():
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            page.goto(visit.origin + path)
            page.wait_for_timeout(400)  # what scripts add comes after the page has loaded
            shoot(page, folder, name, size)
    page.close()


def shoot(page: Page, folder: Path, name: str, size: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True, scale="css")


if __name__ == "__main__":
    main()
