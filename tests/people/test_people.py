"""/people and /register: seen by signed-in eyes only, kept only with a yes."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from peer_app.extensions import db
from peer_app.people.models import Permission, Person
from tests.auditing_client import AuditingClient
from tests.factories import enrol
from tests.records import YES, make_record, registration

SignIn = Callable[..., Any]
CONTACT = {"to": "contact", "at": "2027-03-02T10:00:00Z", "wording": "You may get in touch with me."}


@pytest.fixture
def peer(client: AuditingClient, sign_in: SignIn) -> AuditingClient:
    sign_in(client, role="peer")
    enrol(client)
    return client


def arrive(client: AuditingClient, **facts: Any) -> Person:
    client.post("/sync/records", json={"records": [make_record(registration(**facts))]})
    return Person.newest().rows[0]


def test_a_peer_supporter_sees_who_came(peer: AuditingClient) -> None:
    person = arrive(
        peer,
        name="Zainab",
        contact="020 7946 0000",
        enjoys="Baking\nbread",
        would_help="<b>company</b> 🌻",
        permissions=[YES, CONTACT],
    )
    listed = peer.get("/people")
    assert "Zainab" in listed.text
    assert "Would like to hear from us" in listed.text
    page = peer.get(f"/people/{person.id}")
    for shown in ("020 7946 0000", "Baking\nbread", "&lt;b&gt;company&lt;/b&gt; 🌻", YES["wording"]):
        assert shown in page.text
    assert "Zainab" not in peer.title
    for answer in (listed, page):
        assert answer.headers["Cache-Control"] == "no-store"


def test_one_yes_and_nothing_else_is_enough(peer: AuditingClient) -> None:
    person = arrive(peer, name="")
    assert "No name given" in peer.get("/people").text
    page = peer.get(f"/people/{person.id}")
    assert "Has not asked us to get in touch" in page.text
    assert [permission.to for permission in person.permissions] == ["keep"]


@pytest.mark.parametrize(
    "facts",
    [
        {"permissions": []},
        {"permissions": [CONTACT]},
        {"permissions": [dict(YES, wording="")]},
        {"permissions": [YES, YES]},
        {"permissions": [dict(YES, to="anything")]},
        {"permissions": [dict(YES, at="soon")]},
        {"permissions": [dict(YES, at="2027-03-02T10:00:00")]},
        {"name": "x" * 201},
        {"enjoys": "x" * 5001},
        {"language": "<b>"},
        {"v": 3},
        {"v": 1},
        {"v": True},
        {"v": [2]},
        {"diagnosis": "none of our business"},
    ],
)
def test_what_is_not_understood_or_has_no_yes_shows_nobody(peer: AuditingClient, facts: dict[str, Any]) -> None:
    answer = peer.post("/sync/records", json={"records": [make_record(registration(**facts))]})
    assert answer.json is not None
    assert [receipt["status"] for receipt in answer.json["receipts"]] == ["needs-a-look"]
    assert Person.newest().rows == []


def test_five_thousand_characters_of_any_kind_arrive_as_typed(peer: AuditingClient) -> None:
    text = "🌻خبز" * 1250
    assert arrive(peer, would_help=text).would_help == text


def test_at_a_desk_the_same_form_is_posted_plainly(peer: AuditingClient) -> None:
    answer = peer.submit("/register", name="Joe", enjoys="Chess", keep="y")
    assert answer.status_code == 302
    [person] = Person.newest().rows
    assert (person.name, person.enjoys, person.record_id) == ("Joe", "Chess", None)
    [yes] = person.permissions
    assert yes.to == "keep"
    assert yes.wording.startswith("You may keep this. Our team")
    assert "Joe" in peer.get(answer.location).text


def test_at_a_desk_too_nothing_is_kept_without_the_yes(peer: AuditingClient) -> None:
    answer = peer.submit("/register", name="Joe", may_contact="y")
    assert answer.status_code == 422
    assert 'href="#keep"' in answer.text
    assert 'value="Joe"' in answer.text
    assert Person.newest().rows == []


def test_too_long_names_its_limit(peer: AuditingClient) -> None:
    answer = peer.submit("/register", would_help="x" * 5001, keep="y")
    assert answer.status_code == 422
    assert "at most 5000 characters, now 5001" in answer.text


def test_register_without_a_language_is_a_door_for_others(client: AuditingClient) -> None:
    answer = client.get("/register")
    assert (answer.status_code, answer.location) == (302, "/en/register")
    assert "Accept-Language" in answer.headers["Vary"]
    assert client.post("/register", data={"keep": "y"}).status_code == 400
    assert Person.newest().rows == []


def test_the_words_on_the_tablet_are_the_words_at_the_desk(peer: AuditingClient) -> None:
    desk, van = peer.get("/register").text, peer.get("/en/register").text
    assert desk.count("data-wording") == 2
    for part in desk.split("data-wording>")[1:]:
        assert part.split("</span>")[0] in van


def test_the_form_of_the_van_goes_nowhere_by_itself(client: AuditingClient) -> None:
    page = client.get("/en/register").text
    assert 'method="dialog"' in page
    assert "csrf_token" not in page
    assert re.search(r'id="save"[^>]* disabled>', page)


def test_many_people_come_in_pages(peer: AuditingClient) -> None:
    records = [make_record(registration(name=f"Person {number:03}")) for number in range(60)]
    peer.post("/sync/records", json={"records": records})
    first = peer.get("/people").text
    more = first.split('href="/people?before=')[1].split('"')[0]
    second = peer.get(f"/people?before={more}").text
    assert (first.count("<h2>"), second.count("<h2>")) == (50, 10)


@pytest.mark.parametrize("address", ["/people", "/people/1"])
def test_not_for_visitors(client: AuditingClient, address: str) -> None:
    assert client.get(address).location.startswith("/sign-in?next=")


def test_nobody_there(peer: AuditingClient) -> None:
    assert peer.get("/people/1").status_code == 404
    assert "Nobody yet" in peer.get("/people").text


def test_taking_it_away_leaves_nothing(client, sign_in):
    sign_in(client, role="peer")
    enrol(client)
    client.submit("/register", name="Zainab", keep="y")
    page = f"/people/{db.session.query(Person).one().id}"
    answer = client.submit(page, action=f"{page}/erasure")
    assert answer.location == "/people"
    assert db.session.query(Person).count() == db.session.query(Permission).count() == 0
    assert client.get(page).status_code == 404
