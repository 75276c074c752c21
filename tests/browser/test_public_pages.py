"""What a citizen's phone makes of the public pages: without signal, behind a captive portal, in a hurry."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from peer_app.core import clock
from tests.browser.conftest import until
from tests.browser.van import read_code

EXIT = "https://www.bbc.co.uk/weather"


@pytest.fixture
def context(new_context) -> BrowserContext:
    return new_context()


@pytest.fixture
def event(context, site) -> Page:
    """A phone that has just scanned a leaflet: the event's page is the first it ever opened here."""
    page = context.new_page()
    page.goto(f"{site.origin}/en/events/living-well-open-event?from=leaflet")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return page


def test_the_first_page_opened_is_there_without_signal(event, context):
    context.set_offline(True)
    event.reload()
    expect(event.get_by_role("heading", name="Living Well open event")).to_be_visible()
    assert event.evaluate("getComputedStyle(document.body).marginTop") == "0px", "the style sheet is missing"


def test_a_page_kept_from_before_an_update_finds_todays_files(event, context):
    context.set_offline(True)
    assert event.evaluate("fetch('/assets/000000000000/site.css').then((answer) => answer.status)") == 200


@pytest.mark.parametrize("path", ["/en/van-stops", "/l/BCDFGH", "/sign-in"])
def test_a_page_never_opened_says_so_and_who_to_ring(event, context, site, path):
    context.set_offline(True)
    event.goto(site.origin + path)
    expect(event.get_by_role("heading", name="No signal here")).to_be_visible()
    expect(event.get_by_role("link", name="116 123")).to_be_visible()


def test_many_pages_later_no_signal_is_still_said(event, context, site):
    event.evaluate(
        """async () => {
          const cache = await caches.open("peer-app-visited-1");
          for (let n = 0; n < 60; n += 1) await cache.put(`/en/events/${n}`, new Response(""));
        }"""
    )
    event.goto(f"{site.origin}/en/about")
    until(event, "caches.match('/en/').then((kept) => !kept)")
    context.set_offline(True)
    event.goto(f"{site.origin}/en/van-stops")
    expect(event.get_by_role("heading", name="No signal here")).to_be_visible()


def test_a_door_leads_to_the_front_page_which_every_phone_keeps(event, context, site):
    context.set_offline(True)
    event.goto(f"{site.origin}/")
    assert event.url == f"{site.origin}/en/"
    expect(event.get_by_role("heading", name="Come along to what’s on")).to_be_visible()


def test_a_part_of_the_front_page_is_not_kept_for_all_of_it(event, context, site):
    event.goto(f"{site.origin}/en/?kind=group")
    expect(event.get_by_role("link", name="Walk and talk").first).to_be_visible()
    context.set_offline(True)
    event.goto(f"{site.origin}/en/")
    expect(event.get_by_role("link", name="Living Well open event").first).to_be_visible()


def test_a_captive_portals_page_is_never_kept(event, context, site):
    portal = {"status": 200, "content_type": "text/html", "body": "<title>Wi-Fi</title><h1>Accept our terms</h1>"}
    address = f"{site.origin}/en/van-stops"
    context.route(address, lambda route: route.fulfill(**portal, headers={"ETag": f'W/"{"0" * 64}"'}))
    event.goto(address)
    expect(event.get_by_role("heading", name="Accept our terms")).to_be_visible()
    context.unroute(address)
    context.set_offline(True)
    event.goto(address)
    expect(event.get_by_role("heading", name="No signal here")).to_be_visible()


def test_a_server_that_hangs_is_not_waited_for(event, site):
    site.pause()
    try:
        event.reload(timeout=10_000)
        expect(event.get_by_role("heading", name="Living Well open event")).to_be_visible()
    finally:
        site.resume()


@pytest.mark.parametrize("way", ["tap", "escape"])
def test_leaving_leaves_at_once_and_back_does_not_return(event, context, site, way):
    context.route(EXIT, lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    if way == "tap":
        event.get_by_role("link", name="Leave this page").click()
    else:
        for _ in range(3):
            event.keyboard.press("Escape")
    event.wait_for_url(EXIT)
    event.go_back()
    assert not event.url.startswith(site.origin)


def test_the_code_to_show_leads_here_and_carries_nothing(event, site):
    event.get_by_role("button", name="Show it to someone").click()
    picture = event.get_by_role("img", name="QR code for this page")
    expect(picture.locator("path")).to_have_count(2)
    assert read_code(picture) == f"{site.origin}/en/events/living-well-open-event"


def test_a_page_kept_for_long_hides_what_is_over_and_says_how_soon(context, site):
    page = context.new_page()
    page.goto(f"{site.origin}/en/")
    shown = page.locator("li[data-ends]:visible").count()
    later = clock.now() + timedelta(days=15)
    page.clock.set_fixed_time(later)
    page.reload()
    assert 0 < page.locator("li[data-ends]:visible").count() < shown
    page.clock.set_fixed_time(clock.now())
    page.goto(f"{site.origin}/en/events/living-well-open-event")
    expect(page.locator("time .soon")).to_have_text(re.compile(r"in \d days|tomorrow"))


def test_it_can_be_installed(tablet, site):
    page = tablet.context.new_page()
    page.goto(f"{site.origin}/en/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    cdp = tablet.context.new_cdp_session(page)
    for path in ("/en/", "/en/van"):
        page.goto(site.origin + path)
        assert cdp.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_the_way_out_stays_in_sight(event):
    event.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(event.get_by_role("link", name="Leave this page")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/en/", "/en/events/living-well-open-event"])
def test_text_twice_as_large_still_fits(context, site, path):
    page = context.new_page()
    page.goto(site.origin + path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    words = page.locator("h1").first.bounding_box()
    assert words is not None
    assert words["width"] > 150, "the words stand one or two letters a line"
