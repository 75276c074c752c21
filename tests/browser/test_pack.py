"""The van pack: exactly what the server listed, all of it or none, and how old it is."""

import itertools
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from peer_app.core import clock
from peer_app.extensions import db
from tests.browser.pages import app_of
from tests.browser.van import answer_records, get_ready, goto, open_form, register, run
from tests.factories import make_event
from tests.served import Served

NUMBERS = itertools.count(1)

#: What is said of moments from ten years ahead to nine days ago, each once, in order.
ALL_AGES = """
async (part) => {
  const { ago } = await part("static/js/ago");
  const minutes = [5_260_000, 60 * 24 * 2192, 60 * 49, 60, 3, 1, 0, -120, -60 * 24 * 9];
  return minutes.map((it) => ago(1e12 + it * 60_000, 1e12)).filter(Boolean);
}
"""


@pytest.fixture
def van(tablet, site) -> Page:
    """The van's page on a tablet that is ready."""
    return get_ready(tablet.context, site)


def test_a_pack_that_is_not_what_the_server_listed_is_not_taken(tablet, van, site):
    update = (
        "async (part) => { const { update, currentPack } = await part('service_worker/pack'); "
        "const { state } = await update(); return [state, (await currentPack()).revision]; }"
    )
    [state, before] = run(van, update)
    assert state == "ready"
    title = f"Breakfast {next(NUMBERS)}"
    put_on(site, title)
    tablet.context.route("**/en/", lambda route: route.fulfill(status=200, content_type="text/html", body="Free Wi-Fi"))
    assert run(van, update) == ["later", before]
    tablet.context.unroute("**/en/")

    asked: list[tuple[str, bool]] = []
    tablet.context.on("request", lambda request: asked.append((request.url, "cookie" in request.all_headers())))
    [state, after] = run(van, update)
    assert state == "ready"
    assert after != before
    fetched = {url.removeprefix(site.origin): cookie for url, cookie in asked if "/sync/pack" not in url}
    assert "/en/" in fetched
    assert "/en/register" not in fetched, "only what changed is fetched"
    assert not any(address.startswith("/assets/") for address in fetched)
    assert not any(fetched.values()), "without cookies"
    tablet.context.set_offline(True)
    expect(goto(tablet.context, site, "/").get_by_role("link", name=title)).to_be_visible()


def test_its_age_is_shown_and_after_a_day_it_warns(tablet, van, site):
    expect(van.get_by_text("What’s on was updated this minute. Works without signal.")).to_be_visible()
    tablet.context.set_offline(True)
    later = tablet.context.new_page()
    later.clock.install()
    for ahead, says in (
        ("20:00", "What’s on was updated 20 minutes ago."),
        ("23:00:00", "What’s on was updated 23 hours ago."),
        ("02:00:00", "What’s on was last updated 25 hours ago. Dates may have changed. Look for signal soon."),
    ):
        later.clock.fast_forward(ahead)
        later.goto(site.origin + "/en/van")
        expect(later.get_by_text(says)).to_be_visible()
    both = ("Dates may have changed.", "Nothing waits")
    tops = [later.get_by_text(words).evaluate("(it) => it.getBoundingClientRect().top") for words in both]
    assert tops[0] < tops[1], "the warning comes before anything that may be out of date"


def test_a_clock_that_was_put_back_makes_up_no_age(tablet, van, site):
    """What was noted lies years ahead: how long ago it was nobody knows, and so nothing is said of it."""
    answer_records(tablet.context, lambda route: route.abort())
    form = open_form(tablet.context, site)
    register(form, name="Zebedee")
    expect(goto(tablet.context, site, "/en/van").get_by_text("Last tried")).to_be_visible()
    tablet.context.set_offline(True)
    page = tablet.context.new_page()
    page.clock.install(time=clock.now() - timedelta(days=2192))
    page.goto(site.origin + "/en/van")
    expect(page.get_by_text("This tablet’s clock was put back. What’s on may have changed.")).to_be_visible()
    expect(page.get_by_text("1 saved on this tablet, not sent yet.")).to_be_visible()
    assert run(page, ALL_AGES) == ["this minute", "this minute", "2 hours ago", "9 days ago"]


def test_without_signal_filters_are_answered_from_what_is_there(tablet, van, site):
    put_on(site, "Right here")
    expect(goto(tablet.context, site, "/en/van").get_by_text("What’s on was updated this minute.")).to_be_visible()
    assert run(van, "async (part) => (await (await part('service_worker/pack')).update()).state") == "ready"
    tablet.context.set_offline(True)
    page = goto(tablet.context, site, "/?kind=event")
    expect(page.get_by_role("link", name="Right here")).to_be_visible()
    expect(page.get_by_role("link", name="Van at Streatham Common")).to_be_hidden()
    expect(page.get_by_text("later dates need signal")).to_be_hidden()
    day = (clock.now() + timedelta(days=300)).date().isoformat()
    page = goto(tablet.context, site, f"/en/?day={day}")
    expect(page.get_by_text("There is no signal. Here is what this device has;")).to_be_visible()
    expect(page.get_by_role("link", name="Right here")).to_be_hidden()


def test_what_was_cleared_away_here_is_fetched_again(tablet, van, site):
    van.evaluate("caches.delete('peer-app-pack-1')")
    assert run(van, "async (part) => (await (await part('service_worker/pack')).update()).state") == "ready"
    kept = van.evaluate("caches.open('peer-app-pack-1').then((cache) => cache.keys()).then((keys) => keys.length)")
    assert kept > 50
    tablet.context.set_offline(True)
    expect(goto(tablet.context, site, "/").get_by_role("heading", name="Come along to what’s on")).to_be_visible()


def put_on(site: Served, title: str) -> None:
    """Something new is on."""
    with app_of(site.data).app_context():
        make_event(title=title)
        db.engine.dispose()
