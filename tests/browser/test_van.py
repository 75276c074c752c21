"""Van mode in Chromium, against what `bin/serve` starts: nothing lost, nothing doubled, nothing readable."""

import itertools

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until
from tests.browser.van import get_ready, goto, open_form, people_named, register, run

SOON = 15_000  # milliseconds
NUMBERS = itertools.count(1)


@pytest.fixture
def neighbour() -> str:
    """A name that no other test registers."""
    return f"Neighbour {next(NUMBERS)}"


@pytest.fixture
def van(tablet, site) -> Page:
    """The van's page on a tablet that is ready."""
    return get_ready(tablet.context, site)


def test_setting_up_needs_a_code(tablet, site):
    page = goto(tablet.context, site, "/van")
    page.get_by_role("link", name="Set up this tablet").click()
    page.get_by_label("The code from a coordinator").fill("BBBB BBBB")
    page.get_by_role("button", name="Set up this tablet").click()
    expect(page.get_by_text("That code is not known, or its ten minutes are over.")).to_be_visible()
    form = goto(tablet.context, site, "/en/register")
    expect(form.get_by_text("This tablet is not set up yet.")).to_be_visible()
    expect(form.get_by_role("button", name="Save and start again")).to_be_disabled()


def test_three_without_signal_arrive_once(tablet, van, site, neighbour):
    tablet.close()
    # Not set_offline: after a cold start Chromium does not apply it to the worker.
    site.stop()
    tablet.open()
    home = goto(tablet.context, site, "/van")
    assert home.url.endswith("/en/van")
    home.get_by_role("link", name="What’s on", exact=True).last.click()
    expect(home.get_by_role("heading", name="Come along to what’s on")).to_be_visible()
    page = open_form(tablet.context, site)
    for number in range(3):
        register(
            page,
            name=f"Zebedee{number} {neighbour}",
            contact=f"07700 90012{number}",
            enjoys=f"Marmalade making {number}",
            would_help=f"Somebody to walk along the quay with {number} 🌻",
        )
        expect(page.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()
    home = goto(tablet.context, site, "/en/van")
    expect(home.get_by_text("3 saved on this tablet, not sent yet.")).to_be_visible()
    tablet.close()
    site.start()
    tablet.open()
    page = goto(tablet.context, site, "/van")
    expect(page.get_by_text("Nothing waits to be sent. 3 safely at base today.")).to_be_visible(timeout=SOON)
    for number in range(3):
        assert people_named(site, f"Zebedee{number} {neighbour}") == 1


def test_saved_means_on_the_disk(tablet, van, site):
    """Sealed bytes only, durability strict, and the words only once the transaction is complete."""
    tablet.context.add_init_script(
        """
        window.written = [];
        window.opened = [];
        const { transaction } = IDBDatabase.prototype;
        IDBDatabase.prototype.transaction = function (stores, mode, options) {
          if (mode === "readwrite" && [stores].flat().includes("records")) window.opened.push(options?.durability);
          return transaction.call(this, stores, mode, options);
        };
        const { add } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.add = function (value, key) {
          window.written.push(value);
          return add.call(this, value, key);
        };
        const { addEventListener } = IDBTransaction.prototype;
        IDBTransaction.prototype.addEventListener = function (type, listener, options) {
          const later = (event) => {
            const hear = () => listener.call(this, event);
            if (window.held && this.mode === "readwrite") window.held.push(hear);
            else hear();
          };
          return addEventListener.call(this, type, type === "complete" ? later : listener, options);
        };
        """
    )
    tablet.context.set_offline(True)
    page = open_form(tablet.context, site)
    page.evaluate("() => { window.held = []; }")  # from now on no transaction says that it is complete
    page.get_by_label("What should we call you?").fill("Zebedee")
    page.get_by_label("You may keep this.").check()
    page.get_by_role("button", name="Save and start again").click()
    until(page, "window.written.length === 1 && window.held.length > 0")
    page.wait_for_timeout(200)
    expect(page.get_by_text("Saved on this tablet.")).to_be_hidden(timeout=1)
    page.evaluate("() => { const held = window.held; window.held = null; held.forEach((hear) => hear()); }")
    expect(page.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()
    assert page.evaluate("window.opened") == ["strict"]
    [record] = page.evaluate("window.written")
    assert set(record) == {"id", "kind", "epoch", "seq", "key_id", "sealed", "made_at"}


def test_the_worker_sends_when_no_page_is_open(tablet, van, site, neighbour):
    """Background Sync: the signal comes back after everything was closed but one page of another kind."""
    tablet.context.set_offline(True)
    page = open_form(tablet.context, site)
    register(page, name=neighbour)
    page.goto("about:blank")
    van.goto("about:blank")
    tablet.context.set_offline(False)
    for _ in range(100):
        if people_named(site, neighbour):
            break
        page.wait_for_timeout(100)
    assert people_named(site, neighbour) == 1
    home = goto(tablet.context, site, "/en/van")
    expect(home.get_by_text("Nothing waits to be sent. 1 safely at base today.")).to_be_visible(timeout=SOON)


def test_the_form_says_what_to_put_right(tablet, van, site):
    page = open_form(tablet.context, site)
    page.get_by_label("What should we call you?").fill("Zebedee")
    page.get_by_label("What would help?").fill("x" * 5001)
    page.get_by_role("button", name="Save and start again").click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("heading", name="2 things to put right")).to_be_visible()
    expect(summary.get_by_role("link", name="at most 5000 characters, now 5001")).to_have_attribute(
        "href", "#would_help"
    )
    keep = summary.get_by_role("link", name="Tick “You may keep this” if that is all right.")
    expect(keep).to_have_attribute("href", "#keep")
    expect(page.get_by_label("What should we call you?")).to_have_value("Zebedee")
    assert run(page, "async (part) => (await part('service_worker/outbox')).counts()")["waiting"] == 0
    page.get_by_label("What would help?").fill("🌻" * 5000)
    page.get_by_label("You may keep this.").check()
    page.get_by_role("button", name="Save and start again").click()
    expect(page.get_by_text("Safely at base.")).to_be_visible(timeout=SOON)
    expect(summary).to_be_hidden()


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("Object.defineProperty(window, 'isSecureContext', { value: false });", "starts with https"),
        ("IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };", "can’t keep anything"),
        (
            "if (window.SubtleCrypto) SubtleCrypto.prototype.generateKey = () => Promise.reject(new Error());",
            "can’t seal what you write",
        ),
    ],
)
def test_where_it_can_not_work_it_says_so_before_anyone_fills_it_in(tablet, van, site, broken, says):
    tablet.context.add_init_script(broken)
    page = goto(tablet.context, site, "/en/register")
    expect(page.get_by_text(says)).to_be_visible()
    expect(page.get_by_role("button", name="Save and start again")).to_be_disabled()
    for label in ("What should we call you?", "What would help?", "You may keep this."):
        expect(page.get_by_label(label)).to_be_disabled()


def test_what_was_typed_does_not_come_back(tablet, van, site):
    page = open_form(tablet.context, site)
    page.get_by_label("What should we call you?").fill("Zebedee")
    page.get_by_label("You may keep this.").check()
    # A browser may keep the page as it is in memory, so it has to be empty when it is left.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(page.get_by_label("What should we call you?")).to_have_value("")
    page.get_by_label("What should we call you?").fill("Zebedee")
    page.get_by_role("link", name="Back to the van").click()
    page.go_back()
    expect(page.get_by_role("button", name="Save and start again")).to_be_enabled()
    expect(page.get_by_label("What should we call you?")).to_have_value("")
    expect(page.get_by_label("You may keep this.")).not_to_be_checked()
