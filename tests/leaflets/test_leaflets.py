"""The team makes leaflets, and sees which place people came from."""

import re

import pytest

from peer_app.core import clock
from peer_app.core.codes import ALPHABET
from peer_app.extensions import db
from peer_app.leaflets.models import Batch, Leaflet
from peer_app.leaflets.wording import words_in
from tests.factories import make_event, make_group

PLACE = 'Brixton <b>library</b> & "barber" #1 قاعة'


def hand_out(client, event, place=PLACE):
    answer = client.submit(f"/leaflets/new?listing=event:{event.id}", place=place)
    assert answer.status_code == 302, answer.text
    return answer.location.rpartition("/")[2]


def test_a_leaflet_takes_one_answer(peer):
    event = make_event()
    code = hand_out(peer, event)
    assert re.fullmatch(f"[{ALPHABET}]{{6}}", code)
    page = peer.get(f"/leaflets/{code}").text
    assert "Open event" in page
    assert "Brixton &lt;b&gt;library&lt;/b&gt; &amp; &#34;barber&#34; #1 قاعة" in page
    assert f"http://127.0.0.1:8000<wbr>/l/{code}" in page
    assert f'aria-label="QR code that opens http://127.0.0.1:8000/l/{code}"' in page
    assert "Not scanned yet" in page


def test_every_place_has_a_code_of_its_own(peer):
    event = make_event()
    codes = [hand_out(peer, event, place) for place in ("Library", "Barber", "Barber")]
    assert len(set(codes)) == 3
    leaflet = db.session.query(Leaflet).one()
    assert [(batch.place, batch.on_screen) for batch in leaflet.batches] == [
        ("", True),
        ("Library", False),
        ("Barber", False),
        ("Barber", False),
    ]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("", "Enter a place, like Brixton library."),
        ("   ", "Enter a place, like Brixton library."),
        ("x" * 201, "at most 200 characters, now 201"),
        ("\0\x07", "Enter a place, like Brixton library."),
    ],
)
def test_a_mistake_says_what_to_do(peer, place, sentence):
    answer = peer.submit(f"/leaflets/new?listing=event:{make_event().id}", place=place)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#place"' in answer.text
    assert db.session.query(Leaflet).count() == 0


def test_a_long_place_is_kept_as_typed(peer):
    code = hand_out(peer, make_event(), "ü" * 200)
    assert Batch.by_code(code).place == "ü" * 200


@pytest.mark.parametrize("key", ["event:99", "event:x", "nothing:1", "x", "event:1;drop"])
def test_nothing_unknown_gets_a_leaflet(peer, key):
    assert peer.get(f"/leaflets/new?listing={key}").status_code == 404


def test_without_a_listing_one_is_chosen_first(peer):
    assert "Come along to what’s on" in peer.get("/leaflets/new").text
    event = make_event(title="A <title>")
    make_group(starts_at=clock.now())
    page = peer.get("/leaflets/new").text
    assert "A &lt;title&gt;" in page
    assert f"/leaflets/new?listing=event:{event.id}" in page
    assert page.count("/leaflets/new?listing=group:") == 1  # though it meets every week


def test_the_list_shows_places_and_scans(peer, client):
    event = make_event()
    code = hand_out(peer, event, "Library")
    for _ in range(2):
        client.get(f"/l/{code}")
    page = peer.get("/leaflets").text
    assert "Library" in page
    assert "2 scans" in page
    assert "0 scans" in page  # on the van's screen
    assert "Scanned 2 times so far" in peer.get(f"/leaflets/{code}").text


def test_an_empty_list_invites(peer):
    assert "No leaflets yet." in peer.get("/leaflets").text


@pytest.mark.parametrize("change", [str, str.lower])
def test_pdf_and_picture(peer, change):
    code = change(hand_out(peer, make_event(title="Breakfast ☕ مقهى")))
    pdf = peer.get(f"/leaflets/{code}.pdf")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"] == f'inline; filename="breakfast-{code.upper()}.pdf"'
    assert pdf.headers["Cache-Control"] == "no-store"
    picture = peer.get(f"/leaflets/{code}.png")
    assert picture.mimetype == "image/png"
    assert picture.data.startswith(b"\x89PNG")


@pytest.mark.parametrize("page", ["/leaflets/XXXXXX", "/leaflets/XXXXXX.pdf", "/leaflets/XXXXXX.png"])
def test_an_unknown_code_is_not_found(peer, page):
    assert peer.get(page).status_code == 404


def test_two_people_at_once_make_one_leaflet(app):
    first, second = Leaflet.of("event:1"), Leaflet.of("event:1")
    db.session.commit()
    assert first.id == second.id
    assert [batch.on_screen for batch in first.batches] == [True]


def test_a_code_that_is_taken_is_not_used_again(app, monkeypatch):
    offered = iter(["BCDF23", "BCDF23", "BCDF24"])
    monkeypatch.setattr("peer_app.core.codes.new_code", lambda _length: next(offered))
    batch = Leaflet.of("event:1").hand_out("Library")
    db.session.commit()
    assert [it.code for it in batch.leaflet.batches] == ["BCDF23", "BCDF24"]


def test_it_says_who_is_welcome_as_the_event_does(app):
    event = make_event(welcome="Women only. No referral needed.")
    batch = Leaflet.of(event.listing.key).hand_out("Brixton library")
    assert words_in("en", batch.leaflet).welcome == "Women only. No referral needed."
