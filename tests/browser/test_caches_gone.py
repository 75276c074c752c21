"""Cache storage was cleared, or cannot be read, and there is no signal: the app says so itself, and what is left."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.van import get_ready, open_form, register

CLEAR = "caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => null)"
#: In the worker: as where the disk has bad blocks.
UNREADABLE = """
for (const way of ["open", "match", "keys"]) caches[way] = async () => { throw new Error("Unreadable"); };
null
"""
DELETE = "new Promise((done) => (indexedDB.deleteDatabase('peer-app').onsuccess = () => done()))"
WORKS = re.compile(r"Works without signal\.")


def clear_and_cut(page: Page) -> None:
    page.evaluate(CLEAR)
    page.context.set_offline(True)


@pytest.mark.parametrize("saved", [0, 1, 3])
def test_it_says_how_many_records_wait_and_sends_them_later(tablet, site, saved):
    home = get_ready(tablet.context, site)
    tablet.context.set_offline(True)
    form = open_form(tablet.context, site)
    for number in range(saved):
        register(form, name=f"Zebedee {number}")
        expect(form.get_by_text("Saved on this tablet.")).to_be_visible()
    clear_and_cut(home)
    says = {
        0: "Nothing waits to be sent.",
        1: "1 record waits on this tablet. It is safe, and will be sent when there is signal.",
        3: "3 records wait on this tablet. They are safe, and will be sent when there is signal.",
    }[saved]
    for path in ("/en/van", "/en/register", "/en/", "/sign-in", "/van"):
        home.goto(site.origin + path)
        expect(home.get_by_role("heading", name="No signal here")).to_be_visible()
        expect(home.get_by_text(says)).to_be_visible()
        expect(home.get_by_role("link", name="999")).to_have_attribute("href", "tel:999")
    home.goto(f"{site.origin}/ar/van")
    expect(home.get_by_role("heading", name="لا إشارة هنا")).to_be_visible()
    assert home.evaluate("[document.documentElement.lang, document.documentElement.dir].join()") == "ar,rtl"
    assert home.evaluate("document.characterSet") == "UTF-8"

    home.goto(f"{site.origin}/en/van?from=there")
    tablet.context.set_offline(False)
    home.get_by_role("link", name="Try again").click()
    assert home.url == f"{site.origin}/en/van?from=there"
    expect(home.get_by_text("Nothing waits to be sent.")).to_be_visible()
    expect(home.get_by_text(WORKS)).to_be_visible(timeout=30_000)
    tablet.context.set_offline(True)
    open_form(tablet.context, site)


def test_a_database_that_is_gone_too_is_not_called_empty(tablet, site):
    home = get_ready(tablet.context, site)
    tablet.context.set_offline(True)
    [worker] = tablet.context.service_workers
    worker.evaluate(UNREADABLE)  # and so it makes no backup copy meanwhile
    home.goto(f"{site.origin}/en/van")
    home.evaluate(CLEAR)
    worker.evaluate(DELETE)
    home.reload()
    expect(home.get_by_text("This tablet can’t read what it saved.")).to_be_visible()


def test_a_page_that_stays_open_does_not_claim_to_work_without_signal(tablet, site):
    home = get_ready(tablet.context, site)
    expect(home.get_by_text(WORKS)).to_be_visible()
    clear_and_cut(home)
    home.evaluate("dispatchEvent(new Event('online'))")
    expect(home.get_by_text(WORKS)).to_be_hidden()


def test_caches_that_cannot_be_read_keep_nobody_from_the_network(tablet, site):
    home = get_ready(tablet.context, site)
    [worker] = tablet.context.service_workers
    worker.evaluate(UNREADABLE)
    for path in ("/en/van", "/en/", "/en/register"):
        home.goto(site.origin + path)
        expect(home.get_by_text("Samaritans")).to_be_visible()
        assert home.evaluate("getComputedStyle(document.body).marginTop") == "0px", "the style sheet is missing"
    tablet.context.set_offline(True)
    home.goto(f"{site.origin}/en/van")
    expect(home.get_by_text("Nothing waits to be sent.")).to_be_visible()
