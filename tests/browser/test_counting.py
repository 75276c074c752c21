"""Counting in at the door without signal: every tap is kept at once, and at base they all add up, each once."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from peer_app.core import clock
from peer_app.extensions import db
from tests.browser.pages import app_of
from tests.browser.van import get_ready, goto
from tests.factories import make_event
from tests.served import Served

TITLE = "Breakfast for all"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Where a breakfast is on today."""
    running = Served(tmp_path_factory.mktemp("counting") / "data")
    with app_of(running.data).app_context():
        make_event(title=TITLE, starts_at=clock.now())
        db.engine.dispose()
    yield running
    running.stop()


def came(site: Served) -> int:
    """How many came, at base."""
    query = "SELECT coalesce(sum(counted), 0) FROM head_count"
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
