"""Setting a tablet up in spite of patchy signal, and once more."""

import re

import pytest
from playwright.sync_api import Page, expect

from peer_app.devices.models import Device
from peer_app.extensions import db
from tests.browser.pages import app_of
from tests.browser.van import get_ready, goto, make_code
from tests.served import Served

READY = re.compile(r"Ready\. \d+ pages")
PACK = "**/sync/pack"


@pytest.fixture
def page(new_context, site) -> Page:
    return goto(new_context(), site, "/en/van/set-up")


def start(page: Page, code: str) -> None:
    page.get_by_label("The code from a coordinator").fill(code)
    page.get_by_role("button", name="Set up this tablet").click()


def test_without_a_code_it_asks_for_one(page):
    start(page, " ")
    expect(page.get_by_text("Enter the code first")).to_be_visible()
    expect(page.get_by_label("The code from a coordinator")).to_be_focused()


def test_cut_off_after_the_code_was_spent_the_same_button_goes_on(page, site):
    page.route(PACK, lambda route: route.abort())
    code = make_code(site, "Van 2")
    start(page, code)
    expect(page.get_by_text("The pages could not be fetched.")).to_be_visible()
    page.unroute(PACK)
    page.get_by_role("button", name="Set up this tablet").click()
    expect(page.get_by_text(READY)).to_be_visible()


def test_opened_again_after_a_cut_it_asks_for_no_code(page, site):
    page.route(PACK, lambda route: route.abort())
    start(page, make_code(site, "Van 3"))
    expect(page.get_by_text("The pages could not be fetched.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_label("The code from a coordinator")).to_be_hidden()
    page.unroute(PACK)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text(READY)).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()


def test_a_worker_whose_browser_says_nothing_of_it_is_found_all_the_same(page, site):
    """WebKit on a busy device."""
    page.add_init_script("ServiceWorker.prototype.addEventListener = () => {};")
    page.reload()
    start(page, make_code(site, "Van 4"))
    expect(page.get_by_text(READY)).to_be_visible()


def test_a_worker_that_does_not_begin_keeps_nobody_waiting(page, site):
    page.add_init_script(
        """
        const { setTimeout } = window;
        window.setTimeout = (work, ms) => setTimeout(work, ms === 20_000 ? 100 : ms);
        const installing = { state: "installing", addEventListener() {}, postMessage() {} };
        ServiceWorkerContainer.prototype.register = async () => ({ active: null, installing });
        """
    )
    page.reload()
    start(page, make_code(site, "Van 5"))
    expect(page.get_by_text("The pages could not be fetched.")).to_be_visible()
    expect(page.get_by_role("button", name="Set up this tablet")).to_be_enabled()


@pytest.mark.parametrize("scanned", [False, True])
def test_one_that_works_can_be_set_up_again(new_context, site: Served, scanned):
    name = f"Sam’s phone {scanned}"
    page = get_ready(new_context(), site, name)
    code = make_code(site, name)
    page.goto(f"{site.origin}/en/van/set-up{'#' + code if scanned else ''}")
    page.get_by_label("My own phone.").check()
    start(page, code)
    expect(page.get_by_text(READY)).to_be_visible()
    with app_of(site.data).app_context():
        found = db.session.scalar(db.select(Device).where(Device.name == name))
        assert found is not None
        assert not found.shared
        db.engine.dispose()


def test_a_private_window_is_named_before_a_code_is_asked_for(page):
    """As Firefox has it there: no service worker, on a page that is secure."""
    expect(page.get_by_text("Not in a private window")).to_be_visible()
    page.add_init_script("delete Navigator.prototype.serviceWorker;")
    page.reload()
    expect(page.get_by_text("This is a private window.")).to_be_visible()
    expect(page.get_by_label("The code from a coordinator")).to_be_hidden()
