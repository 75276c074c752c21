"""An event that is cancelled says so wherever it stands, and is asked about twice first."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from peer_app.core import clock, listings
from peer_app.core.signals import listing_changed
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.leaflets.models import Leaflet, on_screen
from peer_app.push import topics
from tests.auditing_client import Page
from tests.factories import make_account, make_event, make_group


@pytest.fixture
def coordinator(client, sign_in):
    sign_in(client)
    return client


@pytest.fixture
def announced():
    """What others were told of changed events, as (cancelled, when it was to begin)."""
    heard = []

    def hear(_sender, *, listing, before):
        heard.append((listing.cancelled, before.starts_at))

    with listing_changed.connected_to(hear):
        yield heard


def cancel(client, slug):
    return client.submit(f"/events/{slug}/cancellation")


def test_a_coordinator_is_asked_once_more(coordinator):
    event = make_event(title="Breakfast")
    address = f"/events/{event.slug}/cancellation"
    assert f'href="{address}"' in coordinator.get(f"/events/{event.slug}/edit").text
    page = coordinator.get(address)
    assert "Cancel “Breakfast”?" in page.text
    assert db.session.get(Event, event.id).cancelled_at is None
    assert cancel(coordinator, event.slug).location == "/whats-on"
    db.session.expire_all()
    assert event.cancelled_at is not None
    assert f'href="{address}"' not in coordinator.get(f"/events/{event.slug}/edit").text
    assert coordinator.get(address).location == "/whats-on"


def test_its_page_says_so_and_nobody_is_asked_to_be_reminded(coordinator, client):
    event, other = make_event(title="Breakfast"), make_event(title="Lunch")
    cancel(coordinator, event.slug)
    page = client.get(f"/en/events/{event.slug}").text
    assert "“Breakfast” is cancelled. It does not take place." in page
    assert "data-remind" not in page
    assert "EventCancelled" in page
    assert "Lunch" in page
    assert "data-remind" in client.get(f"/en/events/{other.slug}").text
    offered = client.get("/en/notifications").text
    assert f'"event:{other.id}"' in offered
    assert f'"event:{event.id}"' not in offered
    assert topics.unknown({event.listing.key, other.listing.key}) == {event.listing.key}


def test_the_front_page_the_desk_and_the_leaflets_say_so(coordinator, client):
    event = make_event(title="Breakfast")
    leaflet = Leaflet.of(event.listing.key, by_id=make_account(name="Joe").id)
    code = leaflet.hand_out("Library").code
    shown = [code for code, _listing in on_screen(clock.now())]
    db.session.commit()
    assert "Cancelled" not in client.get("/en/").text
    cancel(coordinator, event.slug)
    for address in ("/en/", "/whats-on", "/leaflets"):
        assert "Cancelled</" in client.get(address).text, address
    assert "This is cancelled." in client.get(f"/leaflets/{code}").text
    assert "Breakfast" not in client.get("/leaflets/new").text
    assert len(shown) == 1
    assert "This is cancelled." in client.get(f"/en/van/leaflets/{shown[0]}").text
    assert on_screen(clock.now()) == []
    assert "Breakfast" not in [it.title for it in listings.next_few(clock.now())]


def test_calendars_take_it_out(coordinator, client):
    event, group = make_event(), make_group(starts_at=clock.now() + timedelta(days=20))  # after the event
    before = _entry(client.get(f"/en/events/{event.slug}.ics").data)
    assert "STATUS" not in before
    cancel(coordinator, event.slug)
    after = _entry(client.get(f"/en/events/{event.slug}.ics").data)
    assert after["STATUS"] == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert _entry(client.get("/en/calendar.ics").data)["STATUS"] == "CANCELLED"
    assert "STATUS" not in _entry(client.get(f"/en/groups/{group.slug}.ics").data)


def _entry(text):
    return Calendar.from_ical(text).walk("VEVENT")[0]


def test_others_hear_of_it_once(coordinator, announced):
    event = make_event()
    starts_at, slug = event.starts_at, event.slug
    cancel(coordinator, slug)
    coordinator.post(f"/events/{slug}/cancellation", data={"csrf_token": _token(coordinator)})
    assert announced == [(True, starts_at)]


def _token(client):
    return Page(client.get("/desk").text).forms[0]["values"]["csrf_token"]


@pytest.mark.parametrize(
    ("change", "is_moved"),
    [
        ({"starts_at": timedelta(days=3)}, True),
        ({"place_name": "The library"}, True),
        ({"address": "1 Acre Lane"}, True),
        ({"title": "Brunch"}, False),
        ({"expect": "Somebody sings."}, False),
    ],
)
def test_others_hear_of_what_moved_and_not_of_other_words(app, announced, change, is_moved):
    event = make_event()
    before = event.starts_at
    facts = {name: clock.now() + value if name == "starts_at" else value for name, value in change.items()}
    event.change(**facts)
    assert announced == ([(False, before)] if is_moved else [])


def test_what_is_over_is_announced_to_nobody(app, announced, client, sign_in):
    event = make_event(starts_at=clock.now() - timedelta(days=2))
    event.change(place_name="Elsewhere")
    event.cancel()
    db.session.commit()
    sign_in(client)
    assert client.get(f"/events/{event.slug}/cancellation").status_code == 404
    event.change(starts_at=clock.now() + timedelta(days=2), ends_at=clock.now() + timedelta(days=3))
    assert announced == []


def test_nobody_else_cancels(client, sign_in):
    event = make_event()
    sign_in(client, role="peer")
    assert client.get(f"/events/{event.slug}/cancellation").status_code == 403
    db.session.expire_all()
    assert event.cancelled_at is None
