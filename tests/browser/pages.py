"""Every page of a running installation, found as people find them: by its links."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from peer_app import create_app
from peer_app.accounts.models import Account, Invitation
from peer_app.coming.models import Coming
from peer_app.concerns.models import Concern
from peer_app.core import clock
from peer_app.core.inboxes import Source
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.interests.models import Interest
from peer_app.leaflets.models import Leaflet
from peer_app.proposals.models import Proposal
from peer_app.push.operations import tell
from peer_app.sync.models import HeldRecord
from tests.factories import PASSPHRASE, make_account, make_own_page
from tests.served import NO_QUIET_TIME

#: Answers that are no pages: files, feeds, data, and addresses that only lead to a page.
NO_PAGES = {
    "assets.show",
    "events.show_ics",
    "groups.show_ics",
    "health.show",
    "leaflet_numbers.download",
    "leaflet_printing.show_pdf",
    "leaflet_printing.show_pdf_of_all",
    "leaflet_printing.show_picture",
    "offline.favicon",
    "offline.manifest",
    "offline.picture",
    "offline.worker",
    "own_page.open_page",
    "root_files.robots",
    "scanning.scan",
    "sync.pack",
    "van_stops.show_ics",
    "whats_on.feed",
}
ADDRESSES = "links => links.map((link) => link.getAttribute('href'))"
EACH = 2  # pages of one kind are enough

AXE = Path(__file__).parents[2] / ".cache/axe/node_modules/axe-core/axe.min.js"
RUN_AXE = """
async (options) =>
  (await axe.run(document, options)).violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html}`)
"""

#: What a thumb could miss: below 48 px, and neither inside a sentence nor inside something larger that does the same.
SMALL_TARGETS = """
() => [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
  .filter((it) => it.checkVisibility({ visibilityProperty: true }))
  .filter((it) => !it.matches(".skip, .cover") && !it.closest("label"))
  .filter((it) => getComputedStyle(it).display !== "inline" || it.parentElement.innerText === it.innerText)
  .filter((it) => it.getBoundingClientRect().height < 47.5)
  .map((it) => `small target: ${it.outerHTML.slice(0, 100)}`)
"""


@lru_cache
def app_of(data: Path) -> Flask:
    """The app on the data folder of a running installation: one for all tests of a file."""
    return create_app(NO_QUIET_TIME | {"PEER_APP_DATA": str(data)})


def fill(app: Flask) -> list[str]:
    """A coordinator, Ama, and something on every page; returns addresses that nothing links to."""
    with app.app_context():
        ama = make_account(name="Ama")
        ama.is_safeguarding_lead = True
        for words in ("She was crying.", "He has not eaten."):
            concern = Concern.write(words, "Effra Road", by=ama)
        concern.see_to(by_id=ama.id, outcome="Rang him.")
        batch = Leaflet.of("event:1", by_id=ama.id).hand_out("Brixton library")
        told = tell(ama, token="once", title="Tomorrow", body="The open event.", topic="events", page="")
        _invitation, token = Invitation.create("Sam", "peer")
        asked = say_something()
        hold_some(ama)
        db.session.commit()
        own_page = [f"/me/{make_own_page(contact='020 7946 0777')}", "/me", "/me/not-here"]
        strangers = [f"/invitations/{token}", "/l/XXXXXX", "/nowhere", *own_page, *asked]
        return [f"/leaflets/{batch.code}", f"/tell/{told.id}", *strangers]


def hold_some(by: Account) -> None:
    """Records that could not be opened, more than stand together with those of other sources."""
    facts = {"payload": "{}", "reason": "not-opened", "received_at": clock.now(), "account_id": by.id}
    db.session.add_all(HeldRecord(record_id=f"held-{number}", digest="", **facts) for number in range(8))


def say_something() -> list[str]:
    """Somebody would like to come, is interested, proposes something; addresses that only their forms lead to."""
    event = db.session.get_one(Event, 1)
    Coming.say(event.listing, secret="BCDFGHJKMN", language="en", name="Zofia", how_many=2, would_help="A seat")
    role = "opportunity:1"
    Interest.say(role, language="en", contact="020 7946 0777", name="Kwame", words="Can I bring my son?")
    proposed = {"title": "Sunday football", "about": "We kick a ball about.", "place_name": "Kennington Park"}
    empty = dict.fromkeys(["address", "contact", "words"], "")
    Proposal.make(**proposed, **empty, language="en")
    machine = Source.id_of("proposals", "192.0.2.1")
    for number in range(Proposal.ODD_ABOVE + 1):
        Proposal.make(machine, **proposed | {"title": f"Win {number}"}, **empty, language="en")
    thanks = [f"/en/interested/{role}/thanks", "/en/propose/thanks", "/en/better-words/thanks"]
    return ["/yes/BCDFGHJKMN", "/yes/nothing", *thanks]


def sign_in(page: Page, origin: str) -> None:
    """Sign in as Ama."""
    page.goto(f"{origin}/sign-in")
    page.locator("[name=name]").fill("Ama")
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/desk")


def remind_me(page: Page) -> None:
    """From what is on to the first event, and its question."""
    page.locator("li[data-kind=event] a").first.click()
    # Until the page is there, "Remind me" is a plain link.
    page.wait_for_url("**/events/*")
    page.get_by_role("link", name="Remind me").click()


def register_somebody(page: Page, origin: str) -> None:
    """At the desk, so that there is somebody on /people."""
    page.goto(f"{origin}/register")
    page.get_by_label("What should we call you?").fill("Kwame")
    page.get_by_label("You may keep this.").check()
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_load_state()


def visit_all(app: Flask, page: Page, origin: str, starts: list[str], second: str = "en") -> Iterator[str]:
    """Opens page after page and yields its endpoint, beginning with `starts`; "" for a page that is not there.

    Of the two public pages of each kind the second one is opened in the language `second`; where there is but
    one, it is opened in both.
    """
    matcher = app.url_map.bind("127.0.0.1")
    waiting, seen, times = list(starts), set(), Counter[str]()
    while waiting:
        path = urlsplit(waiting.pop(0)).path
        try:
            endpoint = str(matcher.match(path, "GET")[0])
        except HTTPException:
            endpoint = ""
        if path.startswith("/en/") and times[endpoint] == EACH - 1:
            path = f"/{second}{path[3:]}"
        door = endpoint.endswith("_door") or endpoint in NO_PAGES
        if path in seen or (door and path not in starts) or times[endpoint] >= EACH:
            continue
        seen.add(path)
        times[endpoint] += 1
        page.goto(origin + path)
        links = page.locator("a[href^='/']:not(.languages a)").evaluate_all(ADDRESSES)
        waiting += [*links, path] if path.startswith("/en/") and second != "en" else links
        yield endpoint


def kinds_of_pages(app: Flask) -> set[str]:
    """The endpoints behind which there are pages."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and rule.endpoint not in NO_PAGES and not rule.endpoint.endswith("_door")
    }


def barriers_on(page: Page, *, dark: bool = True) -> list[str]:
    """What axe finds on the page that is open, as sentences: in light all it knows, in dark the colours.

    And what is too small for a thumb.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.emulate_media(color_scheme="light")
    found = page.evaluate(SMALL_TARGETS) + page.evaluate(RUN_AXE, {})
    if not dark:
        return [f"{page.url}: {what}" for what in found]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {what}" for what in page.evaluate(RUN_AXE, {"runOnly": ["color-contrast"]})]
    return [f"{page.url}: {what}" for what in found]
