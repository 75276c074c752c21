"""/en/van and its pages: the same bytes for everyone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.leaflets.models import Leaflet
from tests.auditing_client import AuditingClient
from tests.factories import make_event, make_van_stop

SignIn = Callable[..., Any]


@pytest.mark.parametrize("address", ["/en/van", "/en/van/leaflets", "/en/van/counting", "/en/register", "/en/worried"])
def test_the_same_for_everyone(client: AuditingClient, sign_in: SignIn, address: str) -> None:
    make_event()
    before = client.get(address)
    sign_in(client)
    after = client.get(address)
    assert before.data == after.data
    assert "Cookie" not in before.headers.get("Vary", "")
    assert before.headers["ETag"].startswith('W/"')


def test_it_offers_what_comes_next(client: AuditingClient) -> None:
    make_event(title="Breakfast together")
    assert "Breakfast together" in client.get("/en/van").text


def test_the_leaflets_to_show_are_those_of_what_is_on(client: AuditingClient) -> None:
    event = make_event(title="Breakfast together")
    assert "There is no leaflet yet" in client.get("/en/van/leaflets").text
    leaflet = Leaflet.of(event.listing.key)
    db.session.commit()
    page = client.get("/en/van/leaflets").text
    assert "Breakfast together" in page
    assert f'href="/en/van/leaflets/{leaflet.batches[0].code}"' in page


def test_the_leaflets_of_the_next_stops_come_first(client: AuditingClient) -> None:
    event, stop = make_event(), make_van_stop(title="Van at the square", starts_at=clock.now() + timedelta(days=3))
    later = make_van_stop(title="Van in a month", starts_at=clock.now() + timedelta(days=30))
    for listing in (event.listing, later.listing, stop.listing):
        Leaflet.of(listing.key)
    db.session.commit()
    code = Leaflet.of(stop.listing.key).screen_batch.code
    home = client.get("/en/van").text
    shown, _main, _rest = home.partition('<a class="button main tall"')
    assert f'href="/en/van/leaflets/{code}"' in shown
    assert "Van in a month" not in shown
    page = client.get("/en/van/leaflets").text
    places = [page.index(title) for title in ("Van at the square", "Open event", "Van in a month")]
    assert places == sorted(places)


@pytest.mark.parametrize(("door", "leads_to"), [("/van", "/en/van"), ("/van/leaflets", "/en/van/leaflets")])
def test_a_door_leads_to_the_visitors_language(client: AuditingClient, door: str, leads_to: str) -> None:
    answer = client.get(door)
    assert (answer.status_code, answer.location) == (302, leads_to)
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    ["van", "van/set-up", "van/set-up-sheet", "van/shift", "van/leaflets", "van/counting", "register", "worried"],
)
def test_no_thumb_leaves_the_van_by_mistake(client: AuditingClient, path: str) -> None:
    page = client.get(f"/en/{path}").text
    assert "Leave this page" not in page
    assert '<a class="home" href="/en/van">On the van</a>' in page


@pytest.mark.parametrize("path", ["register", "worried"])
def test_nobody_writes_before_the_script_that_seals_is_there(client: AuditingClient, path: str) -> None:
    before, _, fields = client.get(f"/en/{path}").text.partition('<fieldset class="fields" id="fields" disabled>')
    assert "<textarea" in fields
    assert "<textarea" not in before
