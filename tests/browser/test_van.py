"""Van mode in Chromium, against what `bin/serve` starts: nothing lost, nothing doubled, nothing readable."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from peer_app.devices.models import Device
from peer_app.extensions import db
from tests.browser.conftest import until
from tests.browser.pages import app_of
from tests.browser.van import answer_records, get_ready, goto, open_form, people_named, register, run
from tests.served import Served

SOON = 15_000  # milliseconds
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("van") / "data")
    yield running
    running.stop()


@pytest.fixture
def neighbour() -> str:
    """A name that no other test registers."""
    return f"Neighbour {next(NUMBERS)}"


@pytest.fixture
def van(tablet, site) -> Page:
    """The van's page on a tablet that is ready."""
    return get_ready(tablet.context, site)


@pytest.fixture
def pages_only(tablet) -> None:
    """As in browsers without Background Sync: only pages send, so that a test can answer for the network."""
    tablet.context.add_init_script("delete globalThis.ServiceWorkerRegistration?.prototype.sync;")


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


def test_when_the_answer_is_lost_after_the_commit_it_is_still_there_once(tablet, pages_only, van, site, neighbour):
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    answer_records(tablet.context, lose)
    page = open_form(tablet.context, site)
    register(page, name=neighbour)
    expect(page.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()
    for _ in range(100):
        if lost:
            break
        page.wait_for_timeout(50)
    assert lost == [200]
    assert people_named(site, neighbour) == 1
    expect(goto(tablet.context, site, "/en/van").get_by_text("1 saved on this tablet, not sent yet.")).to_be_visible()

    answer_records(tablet.context, None)
    home = goto(tablet.context, site, "/en/van")
    expect(home.get_by_text("Nothing waits to be sent. 1 safely at base today.")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("Safely at base.")).to_be_visible()
    assert people_named(site, neighbour) == 1


def test_no_answer_but_a_receipt_lets_go_of_a_record(tablet, pages_only, van, site, neighbour):
    html = "<!doctype html><title>Free Wi-Fi</title>"
    answers = [
        {"status": 200, "content_type": "text/html", "body": html},
        {"status": 200, "content_type": "application/json", "body": html},
        {"status": 200, "content_type": "application/json", "body": "{}"},
        {"status": 200, "content_type": "application/json", "body": "null"},
        {"status": 200, "content_type": "application/json", "body": '{"receipts": [{"id": "x", "status": "stored"}]}'},
        {"status": 200, "content_type": "application/json", "body": '{"receipts": [null, 7, {}]}'},
        {"status": 302, "headers": {"Location": "/en/van"}},
        {"status": 401, "content_type": "text/html", "body": html},
        {"status": 413},
        {"status": 429, "headers": {"Retry-After": "1"}},
        {"status": 500},
        {"status": 503},
        {"status": 511, "content_type": "text/html", "body": html},
    ]
    answer_records(tablet.context, lambda route: route.abort())
    page = open_form(tablet.context, site)
    register(page, name=neighbour)
    for answer in answers:
        answer_records(tablet.context, answer_with(answer))
        result = run(page, "async (part) => (await part('service_worker/sender')).send()")
        assert result == {"state": "later", "sent": 0}, answer
        left = run(page, "async (part) => (await part('service_worker/outbox')).counts()")
        assert left == {"waiting": 1, "today": 0}, answer
    expect(page.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()

    # Of two, the one that the answer names is let go, and only that.
    register(page, name=neighbour)
    first = run(page, "async (part) => (await (await part('service_worker/outbox')).waiting(1))[0].id")
    body = f'{{"receipts": [{{"id": "{first}", "status": "stored"}}, {{"id": "{first}x", "status": "stored"}}]}}'
    answer_records(tablet.context, lambda route: route.fulfill(status=200, content_type="application/json", body=body))
    result = run(page, "async (part) => (await part('service_worker/sender')).send()")
    assert result == {"state": "later", "sent": 1}
    assert run(page, "async (part) => (await part('service_worker/outbox')).counts()") == {
        "waiting": 1,
        "today": 1,
    }
    answer_records(tablet.context, None)


def answer_with(answer: dict[str, Any]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**answer)


def test_a_lost_tablet_keeps_what_it_has_and_sends_it_once_set_up_again(tablet, van, site, neighbour):
    with app_of(site.data).app_context():
        for device in Device.everyone():
            device.revoke()
        db.session.commit()
        db.engine.dispose()
    page = open_form(tablet.context, site)
    for number in range(3):
        register(page, name=f"{neighbour} and {number} more")
    home = goto(tablet.context, site, "/en/van")
    expect(home.get_by_text("3 saved on this tablet, not sent yet.")).to_be_visible(timeout=SOON)
    expect(home.get_by_text("Base does not know this tablet any more.").first).to_be_visible(timeout=SOON)
    home.get_by_role("button", name="Send now").click()
    expect(home.get_by_text("Set it up again, and it is sent.")).to_be_visible(timeout=SOON)
    assert people_named(site, f"{neighbour} and 0 more") == 0
    home = get_ready(tablet.context, site)
    expect(home.get_by_text("Nothing waits to be sent. 3 safely at base today.")).to_be_visible(timeout=SOON)
    for number in range(3):
        assert people_named(site, f"{neighbour} and {number} more") == 1


def test_two_tabs_at_once_send_each_record_once(tablet, pages_only, van, site, neighbour):
    """Besides the two, each page may try by itself at any moment: one sender at a time, whoever it is."""
    sent: list[str] = []
    signal = False

    def answer(route: Route) -> None:
        if not signal:
            route.abort()
            return
        assert route.request.post_data_json is not None
        sent.extend(record["id"] for record in route.request.post_data_json["records"])
        route.continue_()

    answer_records(tablet.context, answer)
    page = open_form(tablet.context, site)
    for _ in range(6):
        register(page, name=neighbour)
    tabs = (page, van, goto(tablet.context, site, "/en/van"))
    begin = "async (part) => { const { send } = await part('service_worker/sender'); window.sending = send(); }"
    signal = True
    for tab in tabs:
        run(tab, begin)
    assert {tab.evaluate("window.sending")["state"] for tab in tabs} == {"empty"}
    assert len(sent) == len(set(sent)) == 6
    assert people_named(site, neighbour) == 6


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
            if (window.held) window.held.push(hear);
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


def test_while_the_server_hangs_everything_opens_and_saves(tablet, van, site, neighbour):
    site.pause()
    try:
        page = goto(tablet.context, site, "/en/")
        expect(page.get_by_role("heading", name="Come along to what’s on")).to_be_visible()
        page = open_form(tablet.context, site)
        register(page, name=neighbour)
        expect(page.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()
    finally:
        site.resume()
    expect(page.get_by_text("Safely at base.")).to_be_visible(timeout=2 * SOON)
    assert people_named(site, neighbour) == 1


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
    page.get_by_label("What should we call you?").press("Enter")
    assert page.url == site.origin + "/en/register"


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
