"""How a leaflet is printed is chosen on one page, without any script."""

import io

import pytest
from pypdf import PdfReader

from peer_app.core import clock
from peer_app.core.languages import LANGUAGES
from peer_app.extensions import db
from peer_app.leaflets.choice import Choice
from peer_app.leaflets.models import Leaflet
from peer_app.leaflets.print import render_pdf
from peer_app.leaflets.print.layouts import LAYOUTS
from peer_app.leaflets.print.letters import NO_GLYPH
from peer_app.leaflets.wording import sheet_of, words_in
from peer_app.places.models import Place
from tests.factories import make_event, make_group, make_van_stop
from tests.leaflets.pdf import pages_of, words_of


@pytest.fixture
def code(app):
    batch = Leaflet.of(make_event(title="Breakfast").listing.key).hand_out("Library")
    db.session.commit()
    return batch.code


def test_the_page_shows_a_picture_of_each_layout(peer, code):
    page = peer.get(f"/leaflets/{code}/print?layout=cards&lang=en&also=ar&ink=black").text
    for layout in LAYOUTS:
        address = f"/leaflets/{code}.png?layout={layout}&amp;lang=en&amp;also=ar&amp;ink=black&amp;small="
        assert f'src="{address}"' in page
        assert peer.get(address.replace("&amp;", "&")).data.startswith(b"\x89PNG")
    assert 'value="cards" checked' in page
    assert 'value="black" checked' in page
    assert f'formaction="/leaflets/{code}.pdf"' in page
    assert "<script" not in page


def test_the_file_is_what_was_chosen(peer, code):
    files = [peer.get(f"/leaflets/{code}.pdf?layout={layout}").data for layout in LAYOUTS]
    widths = [float(pages_of(file)[0].mediabox[2]) / 72 * 25.4 for file in files]
    assert [round(width) for width in widths] == [148, 210, 210, 210, 210]
    both = peer.get(f"/leaflets/{code}.pdf?layout=large&lang=en&also=ar").data
    assert len(pages_of(both)) == 2
    assert "Breakfast" in words_of(both, 1)
    assert peer.get(f"/leaflets/{code}.pdf?ink=black").data != peer.get(f"/leaflets/{code}.pdf").data


@pytest.mark.parametrize("query", ["layout=x&lang=x&also=&ink=x", "lang=en&also=en", "", "layout=&lang=../../etc"])
def test_what_is_no_choice_is_as_usual(app, query):
    with app.test_request_context(f"/?{query}") as context:
        assert Choice.of(context.request.args) == Choice(LAYOUTS["a5"], ("en",), saves_ink=False)


def test_a_leaflet_is_about_anything_that_is_on_a_place_and_whats_on(peer):
    place = Place.create(title="Mosaic Clubhouse", address="65 Effra Road", about="A garden.")
    db.session.commit()
    group = make_group(starts_at=clock.now())
    keys = ["whats-on", f"place:{place.id}", make_van_stop().listing.key, f"group:{group.id}"]
    offered = peer.get("/leaflets/new").text
    for key in keys:
        assert f"/leaflets/new?listing={key}" in offered
        answer = peer.submit(f"/leaflets/new?listing={key}", place="Library")
        code = answer.location.rpartition("/")[2]
        assert peer.get(f"/leaflets/{code}.pdf").status_code == 200
        assert peer.get(peer.get(f"/l/{code}").location).status_code == 200


def test_a_groups_leaflet_says_when_it_meets_and_not_only_next_time(app):
    words = words_in("en", Leaflet.of(f"group:{make_group().id}"))
    assert (words.day, words.date, words.hours) == (None, "Every Tuesday", "14:00 to 15:30")


def test_how_often_a_group_meets_is_said_in_the_language_of_the_leaflet(app):
    leaflet = Leaflet.of(f"group:{make_group().id}")
    said = {code: words_in(code, leaflet).date for code in LANGUAGES}
    assert said["pt"] == "Todas as semanas: terça-feira"
    assert len(set(said.values())) == len(LANGUAGES)


def test_every_word_is_said_in_the_language_of_the_leaflet(app):
    leaflet = Leaflet.of(make_event().listing.key)
    before = words_in("en", leaflet)
    words = words_in("ar", leaflet)
    assert (words.lang, words.direction) == ("ar", "rtl")
    assert words.day[0] != before.day[0], "the weekday is in Arabic"
    assert words_in("en", leaflet) == before


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_the_app_speaks_prints(app, code):
    leaflet = Leaflet.of(make_event().listing.key)
    for codes in ([code], ["en", code]):
        pdf = render_pdf(sheet_of(leaflet, [leaflet.hand_out("Library")], codes), "a5")
        assert NO_GLYPH not in words_of(pdf)
        assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == LANGUAGES[codes[0]].html


def test_what_somebody_translated_is_printed_so(app):
    event = make_event(title="Breakfast", expect="There is tea.")
    event.say_in({"pl": {"title": "Śniadanie", "expect": "Będzie herbata."}})
    db.session.commit()
    words = words_in("pl", Leaflet.of(event.listing.key))
    assert (words.title, words.expect) == ("Śniadanie", "Będzie herbata.")
    assert words_in("es", Leaflet.of(event.listing.key)).title == "Breakfast"


def test_what_is_gone_can_not_be_printed(peer):
    code = Leaflet.of("event:99").hand_out("Library").code
    db.session.commit()
    for path in (f"/leaflets/{code}.pdf", f"/leaflets/{code}.png", f"/leaflets/{code}/print"):
        assert peer.get(path).status_code == 404
    assert "Not on any more" in peer.get(f"/leaflets/{code}").text
