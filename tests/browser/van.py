"""What a peer supporter does with a tablet, for the tests of van mode."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from sqlalchemy import select

from peer_app.accounts.models import Account
from peer_app.devices.models import Device
from peer_app.extensions import db
from tests import camera
from tests.browser.pages import app_of
from tests.factories import make_account
from tests.served import Served, flask

PASSPHRASE = "correct horse battery"
RECORDS = "**/sync/records"


def sign_in(context: BrowserContext, site: Served, name: str, role: str = "peer") -> None:
    """Make an account and sign in with it."""
    link = flask(site.data, "invite", "--role", role, name).splitlines()[-1]
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Choose a passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/desk")
    page.close()


def goto(context: BrowserContext, site: Served, path: str) -> Page:
    """Open a page of the site in a new tab."""
    page = context.new_page()
    page.goto(site.origin + path)
    return page


def make_code(site: Served, name: str = "Van 1") -> str:
    """A code that sets a device up, as a coordinator makes one on /devices: one device for each name."""
    with app_of(site.data).app_context():
        by_id = db.session.scalar(select(Account.id)) or make_account().id
        device = db.session.scalar(select(Device).where(Device.name == name)) or Device.add(name, by_id=by_id)
        code = device.new_code()
        db.session.commit()
        db.engine.dispose()
    return code


def set_up(context: BrowserContext, site: Served, name: str = "Van 1", *, shared: bool = True) -> Page:
    """Set the tablet up, or set it up again; the page that says that it is ready."""
    page = goto(context, site, "/van/set-up")
    page.get_by_label("The code from a coordinator").fill(make_code(site, name))
    page.get_by_label("A shared tablet." if shared else "My own phone.").check()
    page.get_by_role("button", name="Set up this tablet").click()
    expect(page.get_by_text(re.compile(r"Ready\. \d+ pages, works without signal\."))).to_be_visible(timeout=30_000)
    return page


def get_ready(context: BrowserContext, site: Served, name: str = "Van 1", *, shared: bool = True) -> Page:
    """Set the tablet up; the van's page, ready to go out."""
    page = set_up(context, site, name, shared=shared)
    page.get_by_role("link", name="Open the van’s page").click()
    expect(page.get_by_text("Nothing waits to be sent.")).to_be_visible()
    return page


def open_form(context: BrowserContext, site: Served) -> Page:
    """The registration form, ready to save."""
    page = goto(context, site, "/en/register")
    expect(page.get_by_role("button", name="Save and start again")).to_be_enabled()
    return page


def register(page: Page, *, name: str = "", contact: str = "", enjoys: str = "", would_help: str = "") -> None:
    """Fill in the form that is open and save it; what was typed is gone from the page afterwards."""
    page.get_by_label("What should we call you?").fill(name)
    page.get_by_label("How can we reach you?").fill(contact)
    page.get_by_label("What do you enjoy, or could share?").fill(enjoys)
    page.get_by_label("What would help?").fill(would_help)
    page.get_by_label("You may keep this.").check()
    page.locator("#save").click()  # its words depend on who holds the tablet
    expect(page.get_by_label("You may keep this.")).not_to_be_checked()
    expect(page.get_by_label("What should we call you?")).to_have_value("")


def read_code(element: Locator) -> str:
    """What a phone's camera reads off a part of the screen: the text of its QR code."""
    expect(element).to_be_visible()
    return camera.look(element.screenshot()).text


def take_it_away(page: Page) -> None:
    """What somebody does on their own page who wants nothing kept."""
    page.get_by_text("I want it taken away").click()
    page.get_by_role("button", name="Take it all away").click()
    expect(page.get_by_role("heading", name="Taken away. Nothing of it is left here.")).to_be_visible()


def people_named(site: Served, name: str) -> int:
    """How many people of that name are in the server's database."""
    with closing(sqlite3.connect(f"file:{site.data}/peer_app.db?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM person WHERE name = ?", [name]).fetchone()[0])


def answer_records(context: BrowserContext, answer: Callable[[Route], Any] | None) -> None:
    """Let `answer` deal with whatever is sent; None: the network again."""
    context.unroute_all(behavior="ignoreErrors")
    if answer is not None:
        context.route(RECORDS, answer)


def run(page: Page, script: str, argument: Any = None) -> Any:
    """Run `async (part, argument) => …` in the page; `part("service_worker/outbox")` is one of its modules."""
    source = page.locator('script[src*="/static/js/"]').first.get_attribute("src")
    assert source is not None
    base = source.split("/static/")[0]
    return page.evaluate(
        f"([base, argument]) => ({script})((name) => import(`${{base}}/${{name}}.js`), argument)", [base, argument]
    )
