"""What a peer supporter does with a tablet, for the tests of van mode."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

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


def get_ready(context: BrowserContext, site: Served) -> Page:
    """Set the tablet up; the van's page, ready to go out."""
    page = goto(context, site, "/van")
    page.get_by_role("button", name="Get this device ready").click()
    expect(page.get_by_text(re.compile(r"Ready\. \d+ pages, works without signal\."))).to_be_visible(timeout=30_000)
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
    page.get_by_role("button", name="Save and start again").click()
    expect(page.get_by_label("You may keep this.")).not_to_be_checked()
    expect(page.get_by_label("What should we call you?")).to_have_value("")


def answer_records(context: BrowserContext, answer: Callable[[Route], Any] | None) -> None:
    """Let `answer` deal with whatever is sent; None: the network again."""
    context.unroute(RECORDS)
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
