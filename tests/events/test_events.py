"""A coordinator puts an open event on; everyone sees it."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock
from peer_app.events.models import Event
from peer_app.extensions import db
from tests.auditing_client import Page
from tests.factories import make_event

GOOD = {
    "title": "Come and see",
    "expect": "Someone will say hello.",
    "day": "2027-06-10",
    "starts": "10:00",
    "ends": "12:30",
    "place_name": "Coffee Lovers Cafe",
    "address": "268 Wandsworth Rd\r\nSW8 2JR",
    "welcome": "Everyone. No referral needed.",
}


@pytest.fixture
def coordinator(client, sign_in):
    sign_in(client, role="coordinator")
    return client


def create(client, **values):
    return client.submit("/events/new", **GOOD | values)


def test_it_is_on_at_once(coordinator, monkeypatch):
    answer = create(coordinator)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 6, 1, 9, tzinfo=UTC))
    event = db.session.query(Event).one()
    assert answer.location == f"/leaflets/new?listing=event:{event.id}"
    assert event.starts_at == datetime(2027, 6, 10, 9, tzinfo=UTC)  # 10:00 in London, summer
    assert event.address == "268 Wandsworth Rd\nSW8 2JR"
    assert "Come and see" in coordinator.get("/en/").text
    page = coordinator.get("/en/events/come-and-see").text
    assert "10:00 to 12:30" in page
    assert "Thursday 10 June 2027" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Enter a title"),
        ({"title": "x" * 121}, "at most 120 characters, now 121"),
        ({"title": "x" * 10_000}, "at most 120 characters"),
        ({"title": "\0\x07"}, "Enter a title"),
        ({"title": "\u202e\u200b "}, "Enter a title"),
        ({"day": "2027-04-31"}, "Enter a day that exists"),
        ({"day": "0001-01-01"}, "in this century"),
        ({"day": "2020-03-14"}, "still to come"),
        ({"starts": "25:00"}, "Enter a time"),
        ({"title": "", "ends": "09:00"}, "comes after the start"),
        ({"ends": "09:00"}, "comes after the start"),
        ({"day": "2027-03-28", "starts": "01:30"}, "that time does not exist"),
        ({"place_name": ""}, "Enter the name of the place"),
        ({"expect": ""}, "Enter a sentence or two"),
    ],
)
def test_a_mistake_comes_back_filled_in(coordinator, wrong, sentence):
    answer = create(coordinator, **wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    field = next(iter(wrong))
    assert any(f'href="#{name}"' in answer.text for name in (field, "starts", "ends"))
    assert "268 Wandsworth Rd" in answer.text
    assert db.session.query(Event).count() == 0


@pytest.mark.parametrize("title", ["قهوة ☕ صباحية", "<script>alert(1)</script>", "</script><b>", "O’Neill & “Søn” 🎉"])
def test_text_is_kept_and_shown_as_typed(coordinator, title):
    create(coordinator, title=title, expect="x" * 5000)
    event = db.session.query(Event).one()
    assert event.title == title
    page = coordinator.get(f"/en/events/{event.slug}")
    assert "<script>alert" not in page.text
    assert coordinator.title == title


def test_a_title_cannot_end_the_json_ld(client):
    event = make_event(title="</script><script>alert(1)</script>")
    page = client.get(f"/en/events/{event.slug}").text
    start = page.index("application/ld+json")
    assert "\\u003c/script" in page[start : page.index("</script>", start)]


def test_two_of_one_name_have_two_addresses(app):
    assert make_event().slug != make_event().slug


def test_no_event_takes_the_address_of_the_form(app):
    assert make_event(title="New").slug != "new"


def test_a_past_event_says_so_and_offers_whats_on(client):
    event = make_event(title="Last week", starts_at=clock.now() - timedelta(days=7))
    make_event(title="Next week", starts_at=clock.now() + timedelta(days=7))
    page = client.get(f"/en/events/{event.slug}").text
    assert "This one is over" in page
    assert "Next week" in page
    assert "Add to my calendar" not in page


def test_changing_it_keeps_its_address(coordinator):
    create(coordinator)
    answer = coordinator.submit("/events/come-and-see/edit", **GOOD | {"title": "Moved", "starts": "11:00"})
    assert answer.location == "/whats-on"
    event = db.session.query(Event).one()
    assert (event.slug, event.title, event.sequence) == ("come-and-see", "Moved", 1)


def test_only_coordinators_make_events(client, sign_in):
    assert client.get("/events/new").location.startswith("/sign-in")
    sign_in(client, role="peer")
    assert client.get("/events/new").status_code == 403


def test_a_second_tab_does_not_undo_the_first_one(coordinator):
    create(coordinator)
    second_tab = Page(coordinator.get("/events/come-and-see/edit").text).forms[-1]["values"]
    coordinator.submit("/events/come-and-see/edit", **GOOD | {"title": "From the first tab"})
    answer = coordinator.post("/events/come-and-see/edit", data=second_tab)
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in answer.text
    assert db.session.query(Event).one().title == "From the first tab"
    again = Page(answer.text).forms[-1]["values"]
    assert coordinator.post("/events/come-and-see/edit", data=again).status_code == 302


def test_signed_out_in_another_tab_says_so(coordinator):
    form = Page(coordinator.get("/events/new").text).forms[-1]["values"]
    coordinator.submit("/desk", action="/sign-out")
    answer = coordinator.post("/events/new", data=form | GOOD)
    assert answer.status_code == 400
    assert "You are not signed in any more" in answer.text
