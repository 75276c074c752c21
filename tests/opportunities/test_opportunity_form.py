"""Volunteering, paid work and training, as coordinators put it on and everyone reads it."""

import pytest

from peer_app.extensions import db
from peer_app.opportunities.models import Opportunity

GOOD = {
    "title": "Learn to listen",
    "role": "training",
    "what_you_do": "Learn how to listen.",
    "when": "Six Mondays",
    "what_you_get": "Lunch and a certificate.",
    "support": "Breaks when you want them.",
    "no_experience": "y",
    "how_to_start": "Ring us.",
    "place_name": "Brixton Library",
    "address": "Brixton Oval",
    "is_free": "no",
    "cost": "£2 for lunch",
    "step_free": "no",
}
EDIT = "/volunteering/learn-to-listen/edit"


@pytest.fixture
def coordinator(client, sign_in):
    sign_in(client)
    return client


def test_everyone_reads_what_it_is(coordinator):
    coordinator.submit("/volunteering/new", **GOOD)
    page = coordinator.get("/en/volunteering/learn-to-listen").text
    for name in ("title", "what_you_do", "when", "what_you_get", "support", "how_to_start", "cost"):
        assert GOOD[name] in page
    for words in ("Training", "No experience needed", "There are steps"):
        assert words in page


def test_opened_and_saved_it_says_the_same(coordinator):
    coordinator.submit("/volunteering/new", **GOOD)
    role = db.session.query(Opportunity).one()
    before = {column.name: getattr(role, column.name) for column in Opportunity.__table__.columns}
    assert coordinator.submit(EDIT, action=EDIT).location == "/whats-on"
    db.session.expire_all()
    after = {name: getattr(role, name) for name in before}
    assert after | {"changed_at": None} == before | {"changed_at": None}


def test_one_that_is_taken_is_offered_to_nobody_and_may_be_again(coordinator):
    coordinator.submit("/volunteering/new", **GOOD)
    coordinator.submit("/volunteering/learn-to-listen/edit", action="/volunteering/learn-to-listen/taking")
    page = coordinator.get("/en/volunteering/learn-to-listen").text
    assert "Somebody has this role now." in page
    assert "I’m interested" not in page
    assert "Learn to listen" not in coordinator.get("/en/").text
    assert coordinator.get("/en/interested/opportunity:1").location == "/en/volunteering/learn-to-listen"
    assert 'href="/volunteering/learn-to-listen/edit"' in coordinator.get("/whats-on").text
    coordinator.submit("/volunteering/learn-to-listen/edit", action="/volunteering/learn-to-listen/offer")
    assert "I’m interested" in coordinator.get("/en/volunteering/learn-to-listen").text
    assert "Learn to listen" in coordinator.get("/en/").text


def test_a_mistake_comes_back_filled_in(coordinator):
    answer = coordinator.submit("/volunteering/new", **GOOD | {"when": "x" * 10_000, "how_to_start": "", "cost": ""})
    assert answer.status_code == 422
    for field in ("when", "how_to_start", "cost"):
        assert f'href="#{field}"' in answer.text
    assert "Breaks when you want them." in answer.text
    assert db.session.query(Opportunity).count() == 0
