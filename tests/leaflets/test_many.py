"""Many places at once: one form, one file."""

import json
import re
from html import unescape

import pytest

from peer_app.extensions import db
from peer_app.leaflets.models import Batch, GivenCode, Leaflet
from peer_app.leaflets.models import leaflets as kept
from peer_app.leaflets.print import render_pdf
from peer_app.leaflets.wording import sheet_of
from tests.factories import make_event, make_group
from tests.leaflets.pdf import pages_of, words_of

PLACES = [f"Place {number} – 'قاعة' <b>" for number in range(12)]


@pytest.fixture
def event(app):
    return make_event()


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_place_on_each_line_makes_a_leaflet_for_each_in_one_file(peer, event):
    answer = peer.submit(f"/leaflets/new?listing=event:{event.id}", place="\r\n".join(["", *PLACES, " "]))
    assert answer.status_code == 302
    batches = Leaflet.by_key(event.listing.key).handed_out_batches
    assert [batch.place for batch in batches] == PLACES
    page = peer.get(answer.location).text
    assert "12 leaflets are ready." in page
    assert "Open the PDF with 12 leaflets" in page
    listed = re.findall(r"<span class=\"name\">(.*?)</span> <strong class=\"soft\">(\w+)</strong>", page)
    assert [(unescape(place), code) for place, code in listed] == [(it.place, it.code) for it in batches]
    query = answer.location.partition("?")[2]
    pdf = peer.get(f"/leaflets/of/event:{event.id}/leaflets.pdf?{query}")
    assert pdf.headers["Content-Disposition"] == 'inline; filename="open-event-12-places.pdf"'
    assert len(pages_of(pdf.data)) == 12
    for number, batch in enumerate(batches):
        assert batch.code in words_of(pdf.data, number)
        assert "Place" not in words_of(pdf.data, number)


def test_only_those_that_were_asked_for_are_printed(peer, event):
    leaflet = Leaflet.of(event.listing.key)
    first, second = leaflet.hand_out("Library"), leaflet.hand_out("Barber")
    foreign = Leaflet.of(f"group:{make_group().id}").hand_out("Elsewhere")
    db.session.commit()
    one = peer.get(f"/leaflets/of/event:1/leaflets.pdf?batch={second.code.lower()}&batch={foreign.code}").data
    assert len(pages_of(one)) == 1
    assert second.code in words_of(one)
    assert len(pages_of(peer.get("/leaflets/of/event:1/leaflets.pdf").data)) == 2
    assert peer.get(f"/leaflets/of/event:1/leaflets.pdf?batch={foreign.code}").status_code == 404
    assert first.code != second.code


def test_a_script_makes_them_a_few_at_a_time(peer, event):
    address, page = f"/leaflets/of/event:{event.id}/batches", peer.get(f"/leaflets/new?listing=event:{event.id}").text
    assert f'data-batches="{address}"' in page
    assert "<progress" in page
    headers = {"X-CSRFToken": token_of(page)}
    answer = peer.post(address, json={"places": PLACES[:5]}, headers=headers)
    codes = answer.get_json()["codes"]
    assert [Batch.by_code(code).place for code in codes] == PLACES[:5]
    assert peer.post(address, json={"places": PLACES}).status_code == 400, "without its token"
    assert peer.post("/leaflets/of/event:99/batches", json={"places": PLACES}, headers=headers).status_code == 404
    for sent in ({}, [], {"places": "x"}, {"places": [1]}, {"places": [None]}):
        assert peer.post(address, json=sent, headers=headers).status_code == 400
    long = peer.post(address, json={"places": ["x" * 201]}, headers=headers)
    assert (long.status_code, json.loads(long.data)["detail"][:16]) == (422, "Make it shorter:")
    assert len(Leaflet.by_key(event.listing.key).handed_out_batches) == 5


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("Library\n" * 201, "At most 200 places at a time, now 201."),
        ("Library\n" + "x" * 201, "at most 200 characters, now 201. (xxxxx"),
    ],
)
def test_too_much_is_said_and_nothing_is_lost(peer, event, place, sentence):
    answer = peer.submit(f"/leaflets/new?listing=event:{event.id}", place=place)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert answer.text.count("Library") >= place.count("Library")
    assert db.session.query(Leaflet).count() == 0


def test_a_hundred_in_one_file_have_a_hundred_codes(app, event):
    leaflet = Leaflet.of(event.listing.key)
    batches = [leaflet.hand_out(f"Place {number}") for number in range(100)]
    pdf = render_pdf(sheet_of(leaflet, batches, ["en"]), "cards")
    assert len(pages_of(pdf)) == 100
    assert len({batch.code for batch in batches}) == 100
    assert batches[99].code in words_of(pdf, 99)


def test_a_code_is_never_given_out_again_though_its_batch_is_gone(app, event, monkeypatch):
    leaflet = Leaflet.of(event.listing.key)
    gone = leaflet.hand_out("Library")
    code = gone.code
    db.session.delete(gone)
    db.session.commit()
    offered = iter([code, "BCDF24"])
    monkeypatch.setattr(kept.codes, "new_code", lambda _length: next(offered))
    assert leaflet.hand_out("Barber").code == "BCDF24"
    assert {code, "BCDF24"} <= {given.code for given in db.session.query(GivenCode)}
