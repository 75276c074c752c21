"""Who was on the van and where travels with each record; and a slip is mended, sent or not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from peer_app.extensions import db
from peer_app.people.models import Person
from tests.browser.pages import app_of
from tests.browser.van import get_ready, goto, open_form, people_named, register, run
from tests.factories import make_account
from tests.served import Served

COUNTS = "async (part) => (await part('service_worker/outbox')).counts()"
STOP = "Van at Streatham Common"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("shift") / "data")
    with app_of(running.data).app_context():
        for name, listed_as in (("Ama Mensah", "Ama"), ("Joe Verylongsurname", "Joe"), ("Sam", None)):
            make_account("peer", name).listed_as = listed_as
            db.session.commit()
        db.engine.dispose()
    yield running
    running.stop()


@pytest.fixture
def van(tablet, site) -> Page:
    return get_ready(tablet.context, site)


def met(site: Served, name: str) -> tuple[str, list[str]]:
    """Where somebody was met, and by whom."""
    with closing(sqlite3.connect(f"file:{site.data}/peer_app.db?mode=ro", uri=True)) as database:
        [(person, stop)] = database.execute("SELECT id, met_at FROM person WHERE name = ?", [name]).fetchall()
        by = database.execute(
            "SELECT name FROM person_met_by JOIN account ON account.id = account_id WHERE person_id = ? ORDER BY name",
            [person],
        )
        return stop, [found for (found,) in by]


def send(page: Page) -> Any:
    return run(page, "async (part) => (await part('service_worker/sender')).send()")


def test_records_carry_who_was_on_the_van_and_where(tablet, van, site):
    tablet.context.set_offline(True)
    van.get_by_role("link", name="Who’s on the van today?").click()
    expect(van.get_by_label("Sam")).to_have_count(0)
    expect(van.get_by_role("button", name="End the shift")).to_be_hidden()
    van.get_by_label("Ama").check()
    van.get_by_label("Joe").check()
    van.get_by_label(STOP).check()
    van.get_by_role("button", name="Start the shift").click()
    expect(van.get_by_text(f"Ama and Joe – {STOP}")).to_be_visible()
    form = open_form(tablet.context, site)
    register(form, name="Kwame")
    tablet.context.set_offline(False)
    assert send(form)["state"] == "empty"
    stop, by = met(site, "Kwame")
    assert stop.startswith("van-stop:")
    assert by == ["Ama Mensah", "Joe Verylongsurname"]

    van.get_by_role("link", name="Change who is on").click()
    expect(van.get_by_label("Ama")).to_be_checked()
    van.get_by_label("Joe").uncheck()
    van.get_by_role("button", name="Change the shift").click()
    expect(van.get_by_text(f"Ama – {STOP}", exact=True)).to_be_visible()
    van.get_by_role("link", name="Change who is on").click()
    van.get_by_role("button", name="End the shift").click()
    expect(van.get_by_role("link", name="Who’s on the van today?")).to_be_visible()
    register(form, name="Zofia")
    send(form)
    assert met(site, "Zofia") == ("", [])


def test_a_shift_ends_by_itself_after_twelve_hours(tablet, van, site):
    van.get_by_role("link", name="Who’s on the van today?").click()
    van.get_by_label("Ama").check()
    van.get_by_role("button", name="Start the shift").click()
    expect(van.get_by_text("Ama", exact=True)).to_be_visible()
    later = tablet.context.new_page()
    later.clock.install()
    later.goto(site.origin + "/en/van")
    expect(later.get_by_text("Ama", exact=True)).to_be_visible()
    later.clock.fast_forward("12:00:01")
    later.reload()
    expect(later.get_by_role("link", name="Who’s on the van today?")).to_be_visible()
    shift = "async (part) => (await part('service_worker/shift')).shiftForRecord()"
    assert run(later, shift) == {"people": [], "stop": ""}


def scrap(page):
    page.get_by_role("button", name="Scrap that one").click()
    page.get_by_role("button", name="Tap again to scrap it").click()


def test_one_tap_scraps_nothing(tablet, van, site):
    form = tablet.context.new_page()
    form.clock.install()
    form.goto(site.origin + "/en/register")
    register(form, name="Stays")
    form.get_by_role("button", name="Scrap that one").click()
    expect(form.get_by_role("button", name="Tap again to scrap it")).to_be_visible()
    form.clock.run_for(11_000)
    expect(form.get_by_role("button", name="Scrap that one")).to_be_visible()
    expect(form.get_by_text("Scrapped.")).to_be_hidden()
    assert run(form, COUNTS)["waiting"] == 0
    assert people_named(site, "Stays") == 1


def test_scrapped_before_it_was_sent_nobody_is_left(tablet, van, site):
    tablet.context.set_offline(True)
    form = open_form(tablet.context, site)
    register(form, name="A slip")
    scrap(form)
    expect(form.get_by_text("Scrapped. Once that is sent, nothing of it is left.")).to_be_visible()
    expect(form.get_by_text("Saved on this tablet.")).to_be_hidden()
    expect(form.get_by_role("heading", name="Your own page")).to_be_hidden()
    assert run(form, COUNTS)["waiting"] == 2
    tablet.context.set_offline(False)
    assert send(form)["state"] == "empty"
    assert people_named(site, "A slip") == 0
    expect(goto(tablet.context, site, "/en/van").get_by_text("2 safely at base today.")).to_be_visible()


def test_scrapped_after_it_was_sent_nobody_is_left(tablet, van, site):
    form = open_form(tablet.context, site)
    register(form, name="Another slip")
    expect(form.get_by_text("Safely at base.")).to_be_visible()
    assert people_named(site, "Another slip") == 1
    van.reload()
    scrap(van)
    expect(van.get_by_text("Scrapped.")).to_be_visible()
    assert send(van)["state"] == "empty"
    assert people_named(site, "Another slip") == 0
    expect(van.get_by_role("button", name="Scrap that one")).to_be_hidden()


def test_what_was_scrapped_is_not_said_of_the_next_one(tablet, van, site):
    tablet.context.set_offline(True)
    form = open_form(tablet.context, site)
    register(form, name="A third slip")
    scrap(form)
    expect(form.get_by_text("Scrapped.")).to_be_visible()
    register(form, name="No slip")
    expect(form.get_by_text("Saved on this tablet. Not sent yet.")).to_be_visible()
    expect(form.get_by_role("heading", name="Your own page")).to_be_visible()
    expect(form.get_by_text("Scrapped.")).to_be_hidden()


def test_counting_who_came_is_no_last_one(tablet, van, site):
    register(open_form(tablet.context, site), name="A slip at the door")
    counted = """async (part) => {
        const key = await (await part('service_worker/pack')).sealingKey();
        await (await part('service_worker/counting')).countHere({ listing: "event:1", day: "2027-03-03" }, 1, key);
    }"""
    run(van, counted)
    van.reload()
    expect(van.get_by_role("button", name="Scrap that one")).to_be_visible()


def test_only_the_last_one_and_only_for_five_minutes(tablet, van, site):
    form = tablet.context.new_page()
    form.clock.install()
    form.goto(site.origin + "/en/register")
    register(form, name="Right as it is")
    expect(form.get_by_role("button", name="Scrap that one")).to_be_visible()
    for _ in range(4):
        form.clock.run_for(60_000)
        form.mouse.wheel(0, 1)
    expect(form.get_by_role("button", name="Scrap that one")).to_be_visible()
    form.clock.run_for(65_000)
    expect(form.get_by_role("button", name="Scrap that one")).to_be_hidden()


def test_script_in_any_field_does_not_run_on_the_tablet(tablet, van, site):
    bad = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>{{7*7}}"
    form = open_form(tablet.context, site)
    register(form, name=bad, contact=bad, enjoys=bad, would_help=bad)
    expect(form.get_by_text("Safely at base.")).to_be_visible()
    assert form.title() != "run"
    with app_of(site.data).app_context():
        person = db.session.query(Person).filter_by(name=bad).one()
        assert person.contact == person.enjoys == person.would_help == bad
        db.engine.dispose()
