"""A page of one's own on a phone that others pick up: nothing stays behind, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import app_of
from tests.browser.van import take_it_away
from tests.factories import make_own_page
from tests.served import Served

WHERE_IT_IS_KEPT = """
async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(request.url);
  }
  return found;
}
"""


@pytest.fixture
def secret(site: Served) -> str:
    with app_of(site.data).app_context():
        return make_own_page(name="Verydistinct")


def test_the_code_opens_it_and_nothing_of_it_stays_on_the_phone(new_context, site, secret):
    context = new_context()
    page = context.new_page()
    page.goto(f"{site.origin}/en/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    for _ in range(2):  # the second time under the worker
        page.goto(f"{site.origin}/me/{secret}")
        assert page.url == f"{site.origin}/me"
        expect(page.get_by_text("Verydistinct")).to_be_visible()
    kept = page.evaluate(WHERE_IT_IS_KEPT)
    assert f"{site.origin}/en/" in kept
    assert [address for address in kept if "/me" in address] == []
    take_it_away(page)
    assert [cookie["name"] for cookie in context.cookies() if cookie["name"] == "me"] == []
    page.go_back()
    expect(page.get_by_role("heading", name="There is nothing to see here now")).to_be_visible()
    page.goto(f"{site.origin}/me/{secret}")
    expect(page.get_by_text("it may still be on its way")).to_be_visible()


def test_without_scripts_nothing_is_missing(new_context, site, secret):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.origin}/me/{secret}")
    expect(page.get_by_text("Verydistinct")).to_be_visible()
    take_it_away(page)


def test_without_signal_it_says_so_and_shows_nothing(new_context, site, secret):
    context = new_context()
    page = context.new_page()
    page.goto(f"{site.origin}/me/{secret}")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    context.set_offline(True)
    for path in ("/me", f"/me/{secret}"):
        page.goto(site.origin + path)
        expect(page.get_by_role("heading", name="No signal here")).to_be_visible()
        expect(page.get_by_text("Verydistinct")).not_to_be_visible()
