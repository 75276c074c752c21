"""What citizens do, and how many came: with signal and without, with scripts and without."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from peer_app.core import clock
from peer_app.extensions import db
from tests.browser.pages import app_of
from tests.browser.van import get_ready, goto
from tests.factories import make_event, make_van_stop
from tests.served import Served

TITLE = "Breakfast for all"
STOP = "Clapham Old Town"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Where a breakfast is on today, and the van stands somewhere right now; many stops are to come this week."""
    running = Served(tmp_path_factory.mktemp("citizens") / "data")
    with app_of(running.data).app_context():
        now = clock.now()
        make_event(title=TITLE, starts_at=now)
        make_van_stop(title=STOP, place_name=STOP, starts_at=now - HOUR, ends_at=now + HOUR)
        for number in range(9):
            make_van_stop(place_name=f"{STOP} {number}", starts_at=now + timedelta(hours=14 * number + 3))
        db.engine.dispose()
    yield running
    running.stop()


def came(site: Served) -> int:
    """How many came, at base."""
    query = "SELECT coalesce(sum(change), 0) FROM tap"
    with closing(sqlite3.connect(f"file:{site.data}/peer_app.db?mode=ro", uri=True)) as database:
        return int(database.execute(query).fetchone()[0])


def at_the_door(context: BrowserContext, site: Served) -> Page:
    page = goto(context, site, "/en/van/counting")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_focused()
    return page


def count(page: Page, times: int) -> None:
    """Tap as fast as thumbs do; a tap does not wait for the one before."""
    page.get_by_role("button", name="One more").evaluate(
        "(button, times) => { for (let n = 0; n < times; n++) button.click(); }", times
    )


@pytest.fixture
def no_signal(tablet, site) -> Iterator[Callable[[], None]]:
    """A tablet that was set up, and a base that takes connections and never answers, until this is called.

    Offline by the browser's own switch, its Background Sync would send a moment after a cold start.
    """
    get_ready(tablet.context, site)
    tablet.close()  # a browser that is killed within half a minute loses the cookie it was just given
    site.pause()
    yield site.resume
    site.resume()


def test_counted_offline_killed_and_sent_it_is_right_once(tablet, site, no_signal):
    van = goto(tablet.open(), site, "/en/van")
    van.get_by_role("link", name="Count who came").click()
    expect(van.get_by_text("Nothing is on today")).to_be_hidden()
    door = at_the_door(tablet.context, site)
    expect(door.get_by_role("button", name="one fewer")).to_be_disabled()
    count(door, 7)
    expect(door.locator("#counted")).to_have_text("7")
    door.get_by_role("button", name="one fewer").click()
    expect(door.locator("#counted")).to_have_text("6")
    expect(door.get_by_text("8 taps are on this tablet only, not sent yet.")).to_be_visible()
    expect(door.get_by_text("safely at base")).to_be_hidden()

    tablet.kill()
    tablet.open()
    door = at_the_door(tablet.context, site)
    expect(door.locator("#counted")).to_have_text("6")
    count(door, 3)
    expect(door.locator("#counted")).to_have_text("9")
    expect(door.get_by_text("11 taps are on this tablet only, not sent yet.")).to_be_visible()
    assert came(site) == 0

    no_signal()
    expect(door.get_by_text("All of it is safely at base.")).to_be_visible(timeout=60_000)
    assert came(site) == 9
    expect(door.locator("#counted")).to_have_text("9")


def test_a_browser_that_is_not_set_up_counts_nothing_and_says_so(new_context, site):
    page = goto(new_context(), site, "/en/van/counting")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("This tablet is not set up yet.")).to_be_visible()
    expect(page.get_by_role("button", name="One more")).to_be_disabled()


def ask(context: BrowserContext, site: Served) -> Page:
    """The form of “I'd like to come”, from the front page on."""
    page = goto(context, site, "/en/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="I’d like to come").click()
    page.get_by_label("Your first name").fill("Zainab")
    return page


def test_saying_yes_works_without_javascript(new_context, site):
    page = ask(new_context(java_script_enabled=False), site)
    page.get_by_label("How many are you?").fill("21")
    page.get_by_role("button", name="I’d like to come").click()
    expect(page.get_by_role("heading", name="One thing to put right")).to_be_visible()
    expect(page.get_by_label("Your first name")).to_have_value("Zainab")
    page.get_by_label("How many are you?").fill("2")
    page.get_by_role("button", name="I’d like to come").click()
    expect(page.get_by_text("You said: 2 of you.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Nothing of it is left here.")).to_be_visible()


def test_without_signal_it_says_so_and_keeps_what_was_typed(new_context, site):
    context = new_context()
    page = ask(context, site)
    context.set_offline(True)
    button = page.get_by_role("button", name="I’d like to come")
    button.click()
    expect(page.get_by_role("alert").get_by_text("No signal. Nothing was sent.")).to_be_visible()
    expect(page.get_by_label("Your first name")).to_have_value("Zainab")
    context.set_offline(False)
    # What pretends to be us (a Wi-Fi that wants a sign-in first) is not signal either.
    context.route("**/en/coming/*", lambda route: route.fulfill(status=200, body="<h1>Free Wi-Fi</h1>"))
    button.click()
    expect(page.get_by_role("alert").get_by_text("No signal. Nothing was sent.")).to_be_visible()
    context.unroute_all()
    button.click()
    expect(page.get_by_text("You said: one of you.")).to_be_visible()


def test_the_vans_own_page_says_until_when_it_is_here(new_context, site):
    page = new_context().new_page()
    page.clock.install()
    page.goto(f"{site.origin}/en/van-stops")
    expect(page.get_by_role("listitem").filter(has_text="We are here until").first).to_be_visible()
    expect(page.locator(".here:visible")).to_have_count(1)
    page.get_by_role("link", name=STOP, exact=True).click()
    expect(page.get_by_text("We are here until")).to_be_visible()
    expect(page.get_by_text("we are here from")).to_be_visible()
    page.clock.run_for(61 * 60 * 1000)
    expect(page.get_by_text("We are here until")).to_be_hidden()


def test_the_week_fits_on_one_sheet_with_the_phone(new_context, site):
    page = goto(new_context(), site, "/en/van-stops")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type */Page\b", sheet)) == 1
    assert page.locator(".stops").first.locator("li").count() >= 10
    page.emulate_media(media="print")
    expect(page.get_by_text("Ring us: 020 7946 0123").filter(visible=True).first).to_be_visible()
    for name in ("Leave this page", "See all that is on"):
        expect(page.get_by_role("link", name=name)).to_be_hidden()
