"""Places: their pages, the form, and choosing one for something that is on."""

import pytest

from peer_app.core import clock
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.places.models import Place
from tests.auditing_client import Page
from tests.factories import make_event, make_group

GOOD = {
    "title": "Brixton Library",
    "address": "Brixton Oval\r\nLondon SW2 1JQ",
    "area": "Brixton",
    "about": "Books in many languages.",
    "opening_hours": "Monday to Friday, 9:00 to 20:00",
    "step_free": "yes",
    "toilets": "accessible",
    "hearing_loop": "no",
    "spoken": ["pt", "bfi"],
    "position": "51.4612, -0.1150",
}


@pytest.fixture
def coordinator(client, sign_in):
    sign_in(client)
    return client


@pytest.fixture
def library(coordinator):
    assert coordinator.submit("/places/new", **GOOD).location == "/whats-on"
    return db.session.query(Place).one()


def test_its_page_says_what_is_there_and_what_is_on(coordinator, library):
    facts = {"place_id": library.id, "place_name": library.title, "address": library.address}
    make_group(title="Reading aloud", starts_at=clock.now(), **facts)
    make_event(title="Breakfast", **facts)
    make_event(title="Elsewhere")
    page = coordinator.get("/en/places/brixton-library").text
    for words in (
        "Books in many languages.",
        "Monday to Friday",
        "Step-free",
        "Yes, also for a wheelchair",
        "Portuguese",
        "British Sign Language",
        "Reading aloud",
        "Breakfast",
        '"latitude": 51.4612',
    ):
        assert words in page.replace('"latitude":51', '"latitude": 51'), words
    assert "Elsewhere" not in page


def test_a_leaflet_for_it_is_one_tap_from_where_places_are_kept(coordinator, library):
    address = f"/leaflets/new?listing=place:{library.id}"
    assert f'href="{address}"' in coordinator.get("/whats-on").text
    assert "Brixton Library" in coordinator.get(address).text


def test_all_places_are_on_one_page(coordinator, library):
    page = coordinator.get("/en/places").text
    assert 'href="/en/places/brixton-library"' in page
    assert "Books in many languages." in page
    assert 'href="/en/places"' in coordinator.get("/en/").text


def test_opened_and_saved_it_says_the_same(coordinator, library):
    before = {column.name: getattr(library, column.name) for column in Place.__table__.columns}
    assert coordinator.submit("/places/brixton-library/edit", spoken=["pt", "bfi"]).location == "/whats-on"
    db.session.expire_all()
    after = {name: getattr(library, name) for name in before}
    assert after | {"changed_at": None} == before | {"changed_at": None}
    assert library.position == (51.4612, -0.115)


@pytest.mark.parametrize(
    "position", ["200, 0", "51.4612, 200", "51.4612", "north", "٥١, ٠", "nan, inf", "1e9, 2", "51,4612, -0,1150"]
)
def test_a_place_is_on_this_earth(coordinator, position):
    answer = coordinator.submit("/places/new", **GOOD | {"position": position})
    assert answer.status_code == 422
    assert 'href="#position"' in answer.text
    assert "Enter two numbers, like 51.4612, -0.1150" in answer.text
    assert "Brixton Oval" in answer.text
    assert db.session.query(Place).count() == 0


def event_form(client, **values):
    form = {
        "title": "Tea",
        "expect": "Tea.",
        "day": "2199-06-10",
        "starts": "10:00",
        "ends": "12:00",
        "place_name": "",
        "address": "",
    }
    return client.submit("/events/new", **form | values)


def test_choosing_it_fills_in_what_is_empty(coordinator, library):
    event_form(coordinator, place=str(library.id))
    event = db.session.query(Event).one()
    assert (event.place_id, event.place_name, event.address, event.area) == (
        library.id,
        library.title,
        library.address,
        "Brixton",
    )
    assert event.listing.step_free is True
    assert event.listing.position == library.position
    page = coordinator.get("/en/events/tea").text
    assert 'href="/en/places/brixton-library"' in page
    assert "Step-free" in page


def test_what_somebody_typed_about_it_stays(coordinator, library):
    event_form(coordinator, place=str(library.id), place_name="Brixton Library, upstairs")
    event = db.session.query(Event).one()
    assert (event.place_name, event.address) == ("Brixton Library, upstairs", library.address)


def test_choosing_another_place_takes_the_words_of_the_first_one_away(coordinator, library):
    coordinator.submit("/places/new", **GOOD | {"title": "The park", "address": "Norwood Road"})
    event_form(coordinator, place=str(library.id))
    park = db.session.query(Place).filter_by(slug="the-park").one()
    number, slug = park.id, db.session.query(Event).one().slug
    form = Page(coordinator.get(f"/events/{slug}/edit").text).forms[-1]["values"]
    coordinator.post(f"/events/{slug}/edit", data=form | {"place": str(number)})
    db.session.expire_all()
    event = db.session.query(Event).one()
    assert (event.place_name, event.address, event.place_id) == ("The park", "Norwood Road", number)


@pytest.mark.parametrize("place", ["999", "x", "-1"])
def test_a_place_that_is_not_there_cannot_be_chosen(coordinator, place):
    assert event_form(coordinator, place=place, place_name="There", address="Here").status_code == 422
    assert db.session.query(Event).count() == 0
