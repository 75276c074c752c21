"""Finding something: filters that are addresses, and pages that leave nothing out."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.opportunities.models import Opportunity
from peer_app.places.models import Place
from peer_app.whats_on import finding
from peer_app.whats_on.question import Question
from tests.factories import make_event, make_group, make_van_stop

TITLE = re.compile(r"<strong>([^<]+)</strong></a>")


def titles(page: str) -> list[str]:
    return [unescape(title) for title in TITLE.findall(page)]


def link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return unescape(found[1]) if found else ""


@pytest.fixture
def several(app: Flask) -> None:
    place = Place.create(title="Hall", address="1 Road", step_free=True)
    db.session.flush()
    make_event(title="Free and flat", place_id=place.id, spoken=["pt", "ar"], area="Brixton")
    make_event(title="Flat by its own words", step_free=True, is_free=False, cost="£2", area="Streatham")
    make_event(title="Steps after all", place_id=place.id, step_free=False)
    make_van_stop(title="Van in Brixton", area="Brixton")
    once = {"starts_at": clock.now(), "rule": "FREQ=WEEKLY;COUNT=1"}
    make_group(title="Group with a fee", is_free=False, spoken=["pl"], **once)
    Opportunity.create(
        title="A role", what_you_do="x", when="x", what_you_get="x", how_to_start="x", place_name="x", address="x",
        area="Brixton", spoken=["pt"],
    )  # fmt: skip
    db.session.commit()


EVENTS = {"Free and flat", "Flat by its own words", "Steps after all"}
EVERYTHING = {*EVENTS, "Van in Brixton", "Group with a fee", "A role"}


QUESTIONS = {
    "": EVERYTHING,
    "area=Brixton": {"Free and flat", "Van in Brixton", "A role"},
    "free=1": {"Free and flat", "Steps after all", "Van in Brixton", "A role"},
    "step-free=1": {"Free and flat", "Flat by its own words"},
    "spoken=pt": {"Free and flat", "A role"},
    "spoken=pl": {"Group with a fee"},
    "spoken=p": set(),
    "kind=event&free=1": {"Free and flat", "Steps after all"},
    "kind=opportunity": {"A role"},
    "area=Nowhere": set(),
    "free=yes&step-free=&spoken=%22&kind=x&after=x&before=9999-01-01T00:00:00Z~": EVERYTHING,
}


def test_each_filter_is_an_address(client: Any, several: None) -> None:
    for query, expected in QUESTIONS.items():
        assert set(titles(client.get(f"/en/?{query}").text)) == expected, query
        calendar = Calendar.from_ical(client.get(f"/en/calendar.ics?{query}").get_data())
        assert {str(entry["summary"]) for entry in calendar.walk("VEVENT")} == expected - {"A role"}, query


def test_the_form_asks_what_the_address_asks(client: Any, several: None) -> None:
    page = client.get("/en/?kind=event&area=Brixton&spoken=pt&free=1&step-free=1&q=flat").text
    assert titles(page) == ["Free and flat"]
    for chosen in (
        'name="kind" value="event"', '<option selected>Brixton', 'value="pt" selected>Portuguese',
        'name="q" value="flat"', 'name="free" value="1" checked', 'name="step-free" value="1" checked',
    ):  # fmt: skip
        assert chosen in page, chosen


A_PAGE = 8


@pytest.fixture
def many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """More than two pages, several at the very same moment, with a group that meets each day in between."""
    monkeypatch.setattr(finding, "A_PAGE", A_PAGE)
    start = clock.now().replace(microsecond=0) + timedelta(hours=1)
    made = []
    for number in range(A_PAGE * 2 + 2):
        # Six of a moment, so that a page ends among them.
        facts = {"title": f"Number {number:03}", "starts_at": start + timedelta(hours=14 * (number // 6))}
        (make_van_stop if number % 3 == 0 else make_event)(**facts)
        made.append(facts["title"])
    make_group(title="Each day", starts_at=start, rule="FREQ=DAILY;COUNT=4")
    make_event(title="In half a year", starts_at=start + timedelta(days=180))
    return [*made, *["Each day"] * 4, "In half a year"]


def test_later_leads_through_everything_and_sooner_back(client: Any, many: list[str]) -> None:
    address, pages, addresses = "/en/", [], []
    while address:
        page = client.get(address).text
        pages.append(titles(page))
        addresses.append(address)
        address = link(page, "next")
        assert len(pages) < 10
    assert len(pages) == 4
    assert [len(shown) for shown in pages[:2]] == [A_PAGE, A_PAGE]
    assert sorted(title for shown in pages for title in shown) == sorted(many)
    assert link(client.get("/en/").text, "prev") == ""
    back = link(client.get(addresses[2]).text, "prev")
    assert titles(client.get(back).text) == pages[1]
    assert titles(client.get(link(client.get(back).text, "prev")).text) == pages[0]
    assert titles(client.get(link(client.get(back).text, "next")).text) == pages[2]


def test_pages_keep_the_question(client: Any, many: list[str]) -> None:
    page = client.get("/en/?kind=event&q=number").text
    assert "q=number" in link(page, "next")
    assert all(title.startswith("Number") for title in titles(client.get(link(page, "next")).text))
    assert len(titles(page)) == A_PAGE


def test_the_database_answers_as_the_listings_do(app: Flask, client: Any, several: None) -> None:
    """One filter is written twice: for rows that are looked up, and for listings that were worked out."""
    now = clock.now()
    for query in ({}, {"area": "Brixton"}, {"free": "1"}, {"step-free": "1"}, {"spoken": "pt"}, {"kind": "van-stop"}):
        question = Question.read(query)
        with app.test_request_context("/en/"):
            looked_up, all_of = finding.find(question), finding.everything(question, now, now + finding.SHOWN)
        assert [it.key for it in looked_up.dated] == [it.key for it in all_of if it.starts_at]


def test_no_row_is_read_that_is_not_shown(client: Any, many: list[str]) -> None:
    from sqlalchemy import event as listener

    from peer_app.events.models import Event

    loaded: list[Any] = []

    def note(row: Any, _context: Any) -> None:
        loaded.append(row)

    listener.listen(Event, "load", note)
    try:
        shown = titles(client.get("/en/?kind=event").text)
    finally:
        listener.remove(Event, "load", note)
    assert len(shown) == A_PAGE
    assert len(loaded) <= A_PAGE + 1
