"""The front page, the doors, and pages that are not there."""

from datetime import timedelta

import pytest

from peer_app.core import clock, listings, published
from peer_app.core.languages import DEFAULT, LANGUAGES
from peer_app.demo import content
from peer_app.extensions import db
from tests.factories import make_event, make_group


def test_it_shows_what_is_on_soonest_first(client):
    make_event(title="Later", starts_at=clock.now() + timedelta(days=9))
    make_event(title="Sooner", starts_at=clock.now() + timedelta(days=1))
    make_event(title="Over", starts_at=clock.now() - timedelta(days=1))
    page = client.get("/en/").text
    assert page.index("Sooner") < page.index("Later")
    assert "Over" not in page


def test_a_kind_and_a_day_can_be_asked_for(client):
    make_event(title="This week")
    make_event(title="In spring", starts_at=clock.now() + timedelta(days=90))
    make_group(title="Read along", starts_at=clock.now(), rule="FREQ=DAILY")
    both = client.get("/en/").text
    assert "This week" in both
    assert "Read along" in both
    assert "In spring" not in both
    events = client.get("/en/?kind=event").text
    assert "This week" in events
    assert "Read along" not in events
    day = (clock.today() + timedelta(days=80)).isoformat()
    spring = client.get(f"/en/?kind=event&day={day}").text
    assert "In spring" in spring
    assert "This week" not in spring
    assert "Nothing like that is on" in client.get(f"/en/?kind=van-stop&day={day}").text


@pytest.mark.parametrize(
    "question", ["kind=nothing", "day=yesterday", "day=0001-01-01", "day=9999-12-31", "day=2026-02-30"]
)
def test_what_makes_no_sense_is_not_asked(client, question):
    make_event(title="This week")
    assert "This week" in client.get(f"/en/?{question}").text


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("kind=concert", ["kind: concert"]),
        ("day=2026-02-30&spoken=%3Cb%3E", ["day: 2026-02-30", "spoken: &lt;b&gt;"]),
        ("free=yes", ["free: yes"]),
        ("kind=event&day=2020-01-01&free=0&colour=red&q=week", []),
    ],
)
def test_what_is_not_asked_is_named(client, question, named):
    make_event(title="This week")
    page = client.get(f"/en/?{question}").text
    assert page.count("We do not know") == len(named)
    for words in named:
        assert f"We do not know “{words}”. Here is what’s on without it." in page


def test_an_empty_one_leads_on(client):
    assert "Nothing is planned yet" in client.get("/en/").text


def test_a_door_leads_to_the_language_and_keeps_the_question(client):
    answer = client.get("/van-stops?week=2", headers={"Accept-Language": "de, pl;q=0.9, en;q=0.5"})
    assert answer.status_code == 302
    assert answer.location == "/pl/van-stops?week=2"
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_page_that_is_not_there_offers_whats_on(client):
    answer = client.get("/en/events/never-was")
    assert answer.status_code == 404
    assert 'href="/en/"' in answer.text


def test_demo_content_is_complete_and_loads_once(client):
    assert content.load() is True
    assert content.load() is False
    page = client.get("/en/").text
    for title in ("Living Well open event", "Collaborative breakfast", "Reading aloud together", "Walk and talk"):
        assert title in page
    assert page.count("Van at") == 3
    assert page.count('data-kind="opportunity"') == 4
    assert "268 Wandsworth Rd" in client.get("/en/events/collaborative-breakfast").text


def test_demo_content_speaks_every_language(app):
    content.load()
    missing = []
    for model in published.models().values():
        for thing in db.session.scalars(db.select(model)).unique():
            said = {name for name in thing.texts if getattr(thing, name)}
            # A place is called what it is called.
            wanted = said - {"title"} if thing.kind == "place" else said
            missing += [
                f"{thing.title}, {code}: {wanted ^ set(thing.translations.get(code, {}))}"
                for code in LANGUAGES
                if code != DEFAULT and set(thing.translations.get(code, {})) != wanted
            ]
    assert missing == []


def test_a_page_that_did_not_change_is_not_sent_again(client):
    first = client.get("/en/")
    again = client.get("/en/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.get_data() == b""


def test_what_comes_next_is_found_however_far_and_however_much(app):
    make_event(title="Cancelled", starts_at=clock.now() + timedelta(hours=1)).cancel()
    for days in (50, 20, 3, 70):
        make_event(title=f"In {days} days", starts_at=clock.now() + timedelta(days=days))
    found = listings.next_few(clock.now())
    assert [it.title for it in found] == ["In 3 days", "In 20 days", "In 50 days"]
    for number in range(4):
        make_event(title=f"Today {number}", starts_at=clock.now() + timedelta(hours=number + 1))
    assert [it.title for it in listings.next_few(clock.now())] == ["Today 0", "Today 1", "Today 2"]
