"""From the community: proposed without an account, put on or declined by a coordinator, and then erased."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.proposals import jobs
from peer_app.proposals.models import KEPT, Proposal

PROPOSE = "/en/propose"
GOOD = {
    "title": "Sunday football",
    "about": "We kick a ball about.",
    "place_name": "Kennington Park",
    "address": "Camberwell New Road",
    "starts": "14:00",
    "ends": "16:00",
    "words": "Every <week>",
    "contact": "020 7946 0777",
}


def next_week():
    return (clock.today() + timedelta(days=7)).isoformat()


@pytest.fixture
def proposed(client):
    """One proposal waits."""
    answer = client.submit(PROPOSE, **GOOD, day=next_week())
    assert (answer.status_code, answer.location) == (303, "/en/propose/thanks")
    return "/proposals/1"


@pytest.fixture
def coordinator(client, sign_in):
    return sign_in(client)


def test_the_front_page_leads_there_and_says_who_reads_it(client):
    assert f'href="{PROPOSE}"' in client.get("/en/").text
    page = client.get(PROPOSE).text
    assert "A coordinator reads it first." in page
    assert "erased after 60 days" in page


def test_it_waits_for_a_coordinator(client, proposed, coordinator):
    assert "1 proposal by a neighbour waits" in client.get("/desk").text
    page = client.get("/proposals")
    assert ", 14:00 to 16:00</dd>" in page.text
    said = [value for name, value in GOOD.items() if name not in {"starts", "ends"}]
    for words in (*said, clock.local(clock.now() + timedelta(days=7)).strftime("%A")):
        assert words.replace("<week>", "&lt;week&gt;") in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "football" not in client.get("/en/").text


def test_accepted_it_is_an_event_as_the_coordinator_edited_it(client, proposed, coordinator):
    form = client.get(f"{proposed}/event").text
    for words in ("Sunday football", "We kick a ball about.", "Kennington Park", "Camberwell New Road", next_week()):
        assert words in form
    answer = client.submit(f"{proposed}/event", title="Football for everyone")
    assert answer.location == "/leaflets/new?listing=event:1"
    event = db.session.query(Event).one()
    assert (event.title, event.expect, event.place_name) == (
        "Football for everyone",
        "We kick a ball about.",
        "Kennington Park",
    )
    assert clock.local(event.starts_at).strftime("%Y-%m-%d %H:%M") == f"{next_week()} 14:00"
    assert event.created_by_id == coordinator.id
    assert Proposal.how_many() == 0
    assert "Football for everyone" in client.get("/en/").text
    assert client.get(f"{proposed}/event").status_code == 404


def test_what_is_missing_is_asked_of_the_coordinator_and_nothing_is_lost(client, coordinator):
    client.submit(PROPOSE, title="Choir", about="We sing.", place_name="St Mark’s")
    answer = client.submit("/proposals/1/event", address="")
    assert answer.status_code == 422
    assert "Enter the street and postcode." in answer.text
    assert Proposal.how_many() == 1


def test_declined_nothing_of_it_is_left(client, proposed, coordinator):
    assert client.submit("/proposals", action=f"{proposed}/refusal").location == "/proposals"
    assert Proposal.how_many() == db.session.query(Event).count() == 0
    assert "Declined. Nothing of it is left here." in client.get("/proposals").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"title": " "}, "Enter a name for it"),
        ({"about": ""}, "Enter a sentence or two"),
        ({"place_name": ""}, "Enter the name of the place"),
        ({"title": "x" * 10_000}, "at most 120 characters, now 10000"),
        ({"day": "2027-04-31"}, "Enter a day that exists"),
        ({"day": "2020-01-01"}, "Enter a day that is still to come."),
        ({"ends": "13:00"}, "Enter an end that comes after the start."),
        ({"starts": "25:00"}, "Enter a time, like 10:30."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(client, typed, says):
    answer = client.submit(PROPOSE, **GOOD | typed)
    assert answer.status_code == 422
    assert answer.text.count(says) == 2
    assert "020 7946 0777" in answer.text
    assert Proposal.how_many() == 0


def test_a_button_pressed_twice_is_one(client):
    for _ in range(2):
        client.submit(PROPOSE, **GOOD)
    assert Proposal.how_many() == 1


def test_only_coordinators_read_and_decide(client, sign_in, proposed):
    assert client.get("/proposals").status_code == 302
    sign_in(client, role="peer")
    assert client.get("/proposals").status_code == client.get(f"{proposed}/event").status_code == 403
    assert "proposal" not in client.get("/desk").text


def test_after_sixty_days_without_an_answer_it_is_erased(client, proposed, monkeypatch):
    begun = clock.now()
    for after, left in ((KEPT - timedelta(minutes=5), 1), (KEPT + timedelta(minutes=5), 0)):
        monkeypatch.setattr(clock, "now", lambda after=after: begun + after)
        jobs.erase()
        assert Proposal.how_many() == left


def test_the_worker_sees_to_it(app):
    assert jobs.ERASE in app.extensions["jobs"].tasks
