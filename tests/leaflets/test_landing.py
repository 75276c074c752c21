"""A printed link never dies: what is over or cancelled leads to what comes next, and says so."""

import re
from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.leaflets.models import Leaflet, Scan
from tests.factories import make_event, make_group, make_van_stop

WEEK = timedelta(weeks=1)
CAFE = {"place_name": "Coffee Lovers Cafe", "address": "268 Wandsworth Rd"}
ELSEWHERE = {"place_name": "Town Hall", "address": "Brixton"}


def scanned(client, key) -> str:
    """Where the leaflet of that listing leads."""
    batch = Leaflet.of(key).hand_out("Brixton library")
    db.session.commit()
    answer = client.get(f"/l/{batch.code}")
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    # The page has the sentence that the link points at.
    fragment = answer.location.partition("#")[2]
    assert not fragment or f'id="{fragment}"' in page.text
    return answer.location


@pytest.fixture
def past(app):
    return make_event(title="Open event", starts_at=clock.now() - WEEK, **CAFE)


def test_what_is_still_to_come_leads_to_its_own_page(client):
    event = make_event()
    assert scanned(client, event.listing.key) == f"/en/events/{event.slug}"


@pytest.mark.parametrize(
    "facts", [{"starts_at": clock.now() + WEEK, "ends_at": clock.now() + 2 * WEEK}, {"place_name": "Town Hall"}]
)
def test_what_has_moved_says_so_to_whoever_holds_the_old_leaflet(client, facts):
    event = make_event(title="Open event", **CAFE)
    code = Leaflet.of(event.key).hand_out("Library").code
    event.change(**facts)
    db.session.commit()
    path = f"/en/events/{event.slug}"
    assert client.get(f"/l/{code}").location == f"{path}#leaflet-moved"
    assert 'id="leaflet-moved"' in client.get(path).text
    assert scanned(client, event.key) == path, "a leaflet from after that says the same as the page"
    event.cancel()
    db.session.commit()
    assert client.get(f"/l/{code}").location == path, "which says that it is cancelled"


def test_what_is_over_leads_to_its_next_date(client, past):
    make_event(title="Something else", starts_at=clock.now() + timedelta(days=1), **CAFE)
    later = make_event(title="Open event", starts_at=clock.now() + 3 * WEEK, **ELSEWHERE)
    there = make_event(title="open  Event", starts_at=clock.now() + 4 * WEEK, **CAFE)
    assert scanned(client, past.listing.key) == f"/en/events/{there.slug}#leaflet-over"
    there.cancel()
    db.session.commit()
    assert scanned(client, past.listing.key) == f"/en/events/{later.slug}#leaflet-over"


def test_the_soonest_of_several_next_dates(client, past):
    make_event(title="Open event", starts_at=clock.now() + 2 * WEEK, **CAFE)
    soonest = make_event(title="Open event", starts_at=clock.now() + WEEK, **CAFE)
    assert scanned(client, past.listing.key) == f"/en/events/{soonest.slug}#leaflet-over"


def test_else_to_the_group_there(client, past):
    make_event(title="Something else", starts_at=clock.now() + timedelta(days=1), **CAFE)
    group = make_group(starts_at=clock.now() - WEEK, rule="FREQ=DAILY", **CAFE)
    assert scanned(client, past.listing.key) == f"/en/groups/{group.slug}#leaflet-over"


def test_else_to_what_is_on_now(client, past):
    make_event(title="Something else", **ELSEWHERE)
    assert scanned(client, past.listing.key) == "/en/#leaflet-over"


def test_what_is_cancelled_leads_to_its_next_date(client):
    event = make_event(title="Open event", **CAFE)
    event.cancel()
    later = make_event(title="Open event", starts_at=clock.now() + WEEK, **CAFE)
    assert scanned(client, event.listing.key) == f"/en/events/{later.slug}#leaflet-cancelled"


def test_else_its_own_page_says_that_it_is_cancelled(client):
    event = make_event(title="Open event")
    event.cancel()
    assert scanned(client, event.listing.key) == f"/en/events/{event.slug}"
    assert "is cancelled. It does not take place." in client.get(f"/en/events/{event.slug}").text


def test_a_van_stop_leads_to_the_next_one_in_that_part_of_town(client):
    past = make_van_stop(title="Van at the square", area="Brixton", starts_at=clock.now() - WEEK)
    make_van_stop(title="Van far away", area="Streatham", starts_at=clock.now() + WEEK, **ELSEWHERE)
    near = make_van_stop(title="Van near", area="Brixton", starts_at=clock.now() + 2 * WEEK, **ELSEWHERE)
    assert scanned(client, past.listing.key) == f"/en/van-stops/{near.slug}#leaflet-over"


def test_a_group_leads_to_its_page_as_long_as_it_meets(client):
    group = make_group(starts_at=clock.now() - WEEK, rule="FREQ=DAILY")
    assert scanned(client, f"group:{group.id}") == f"/en/groups/{group.slug}"
    over = make_group(title="It was", starts_at=clock.now() - WEEK, rule="FREQ=DAILY;COUNT=2", **ELSEWHERE)
    assert scanned(client, f"group:{over.id}") == "/en/#leaflet-over"


@pytest.mark.parametrize(("key", "path"), [("event:99", "/en/#leaflet-over"), ("whats-on", "/en/")])
def test_what_is_gone_and_what_is_on_lead_to_the_front_page(client, key, path):
    assert scanned(client, key) == path
    assert db.session.query(Scan).one().count == 1


def test_the_sentence_shows_only_for_whoever_comes_by_such_a_link(client):
    """The page is the same bytes for everyone; the style sheet shows what the link points at."""
    style = client.get("/assets/x/site.css").text
    assert re.search(r"\.from-leaflet:not\(:target\)\s*{\s*display: none", style)
    page = client.get("/en/").text
    assert page.count('class="status from-leaflet" id="leaflet-over"') == 1
    assert "Here is what comes next." in page
