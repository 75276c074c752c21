"""Where somebody was met and by whom, and the secret of their own page: what a record of version 2 adds."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peer_app.core import clock, codes
from peer_app.extensions import db
from peer_app.people.models import MetBy, Person
from peer_app.sync.models import HeldRecord
from peer_app.van_stops.models import VanStop
from tests.factories import enrol, make_account
from tests.records import make_record, page_secret, registration, registration_v1


@pytest.fixture
def tablet(client):
    enrol(client, shared=False)  # their own phone, so that they can sign in there
    return client


def send(client, *contents):
    records = [make_record(content) for content in contents]
    receipts = client.post("/sync/records", json={"records": records}).json["receipts"]
    return [receipt["status"] for receipt in receipts]


def make_stop(**facts):
    start = clock.now() + timedelta(days=1)
    texts = {"title": "Windrush Square", "about": "Tea.", "place_name": "Windrush Square", "address": "Brixton"}
    stop = VanStop.create(**texts | facts, starts_at=start, ends_at=start + timedelta(hours=2))
    db.session.commit()
    return stop


def test_it_is_kept_with_the_person_and_shown(tablet, sign_in):
    zainab = sign_in(tablet, "peer", "Zainab Adeyemi")
    joe = make_account("peer", "Joe")
    make_account("peer", "Somebody Else")
    zainab.listed_as = "Zee"
    stop = make_stop()
    page = page_secret()
    shift = {"people": [joe.id, zainab.id], "stop": f"van-stop:{stop.id}"}
    assert send(tablet, registration(name="Kwame", page=page, shift=shift)) == ["stored"]
    [person] = Person.newest().rows
    assert (person.page_digest, person.met_at) == (codes.digest(page), f"van-stop:{stop.id}")
    shown = tablet.get(f"/people/{person.id}").text
    assert "Where: Windrush Square" in shown
    assert "Who was there: Joe, Zee" in shown
    assert "Adeyemi" not in shown.split("<main")[1]
    assert "Somebody Else" not in shown


def test_a_stop_that_is_gone_and_people_nobody_knows_are_left_out(tablet, sign_in):
    joe = sign_in(tablet, "peer", "Joe")
    shift = {"people": [joe.id + 1, joe.id, joe.id, 2**31 - 1], "stop": "van-stop:77"}
    assert send(tablet, registration(shift=shift), registration(shift={"people": [77], "stop": ""})) == ["stored"] * 2
    assert db.session.scalars(select(MetBy.account_id)).all() == [joe.id]
    for person in Person.newest().rows:
        shown = tablet.get(f"/people/{person.id}")
        assert shown.status_code == 200
        assert "Where:" not in shown.text


def test_a_record_sealed_before_there_were_pages_is_taken(tablet):
    assert send(tablet, registration_v1(name="Then"), registration(name="Now"), registration_v1()) == ["stored"] * 3
    assert [person.page_digest is None for person in Person.newest().rows] == [True, False, True]


@pytest.mark.parametrize(
    "facts",
    [
        *({"page": odd} for odd in (None, "", 7, [], "x" * 21, "x" * 23)),
        *({"page": "x" * 21 + odd} for odd in "=+/ é\n\0"),
        *({"shift": odd} for odd in (None, {}, {"people": [True], "stop": ""}, {"people": [], "stop": "event:1"})),
    ],
    ids=repr,
)
def test_what_is_not_understood_needs_a_look_and_blocks_nobody(tablet, facts):
    assert send(tablet, registration(**facts), registration(name="Joe")) == ["needs-a-look", "stored"]
    assert [person.name for person in Person.newest().rows] == ["Joe"]


@pytest.mark.parametrize("missing", ["page", "shift"])
def test_half_a_version_needs_a_look(tablet, missing):
    content = registration()
    del content[missing]
    assert send(tablet, content) == ["needs-a-look"]
    assert send(tablet, content | {"v": 1}) == ["needs-a-look"]


def test_a_page_secret_that_comes_twice_opens_the_first_ones_page(tablet, sign_in):
    """No honest device makes the same twice, and nobody may see another one's page, or wait because of it."""
    page = page_secret()
    first, second = registration(name="First", page=page), registration(name="Second", page=page)
    assert send(tablet, first, second, registration(name="Third")) == ["stored", "needs-a-look", "stored"]
    assert send(tablet, registration(name="Fourth", page=page)) == ["needs-a-look"]
    assert [found.name for found in Person.of_page(codes.digest(page))] == ["First"]
    sign_in(tablet, name="Joe")
    held = HeldRecord.unsettled()[0]
    tablet.submit("/needs-a-look", action=f"/needs-a-look/{held.id}/attempts")
    assert "the database did not take it" in tablet.get("/needs-a-look").text
    assert HeldRecord.how_many() == 2


def test_whoever_uses_a_secret_first_on_another_tablet_keeps_nobody_out(app, tablet):
    """A thief saw the code on a tablet's screen before that had signal."""
    page, thief = page_secret(), app.test_client()
    enrol(thief, "Van 2")
    made_up = make_record(registration(name="Made up", page=page), epoch="another")
    assert thief.post("/sync/records", json={"records": [made_up]}).json["receipts"][0]["status"] == "stored"
    assert send(tablet, registration(name="Zainab", page=page)) == ["stored"]
    shown = app.test_client().get(f"/me/{page}", follow_redirects=True).text
    assert "Zainab" in shown
    assert {person.name for person in Person.of_page(codes.digest(page))} == {"Made up", "Zainab"}


def test_taking_it_away_takes_who_met_them_too(tablet, sign_in):
    joe = sign_in(tablet, "peer", "Joe")
    send(tablet, registration(shift={"people": [joe.id], "stop": ""}))
    page = f"/people/{Person.newest().rows[0].id}"
    tablet.submit(page, action=f"{page}/erasure")
    assert (db.session.query(Person).count(), db.session.query(MetBy).count()) == (0, 0)
