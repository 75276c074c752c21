"""From a sealed record to the page of a safeguarding lead, and to nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from peer_app.accounts.models import Account
from peer_app.concerns import jobs, models
from peer_app.concerns.models import KEPT, RAISED_BY, Concern
from peer_app.core import clock
from peer_app.extensions import db
from peer_app.people.models import Person
from peer_app.sync.models import HeldRecord
from peer_app.van_stops.models import VanStop
from tests.auditing_client import AuditingClient
from tests.factories import enrol, make_account
from tests.records import make_record, registration, worry

SignIn = Callable[..., Account]
Arrive = Callable[..., list[str]]
SECRET = "She said he hits her"  # what nobody but a lead may see
A_SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def lead(client: AuditingClient, sign_in: SignIn) -> Account:
    """A peer supporter who is safeguarding lead, signed in with `client`."""
    account = sign_in(client, role="peer")
    account.is_safeguarding_lead = True
    db.session.commit()
    return account


@pytest.fixture
def arrive(app: Any) -> Arrive:
    """Send concerns from a van, one for each set of facts; gives their receipts' status."""
    van = app.test_client()
    enrol(van)

    def send(*each: dict[str, Any]) -> list[str]:
        records = [make_record(worry(**facts), kind="concern") for facts in each]
        answer = van.post("/sync/records", json={"records": records})
        assert answer.json is not None
        return [receipt["status"] for receipt in answer.json["receipts"]]

    return send


def make_stop() -> VanStop:
    now = clock.now()
    stop = VanStop.create(
        title="Van at Windrush Square",
        about="",
        starts_at=now,
        ends_at=now + timedelta(hours=2),
        place_name="Windrush Square",
        address="",
    )
    db.session.commit()
    return stop


def test_a_lead_reads_what_came_from_the_van(client, lead, arrive):
    stop, joe = make_stop(), make_account("peer", "Joe")
    shift = {"people": [lead.id, joe.id], "stop": f"van-stop:{stop.id}"}
    assert arrive({"words": f"{SECRET}\n{A_SCRIPT} 🌻", "about": "Zed <b>", "shift": shift}) == ["stored"]
    listed = client.get("/concerns")
    page = client.get(f"/concerns/{Concern.open_ones().rows[0].id}")
    for answer in (listed, page):
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert f"{SECRET}\n&lt;script&gt;alert(1)&lt;/script&gt; 🌻" in answer.text
        assert A_SCRIPT not in answer.text
        assert "Zed &lt;b&gt;" in answer.text
        assert "Van at Windrush Square" in answer.text
    assert "Ama, Joe" in page.text
    assert (client.title, SECRET in client.title) == ("A concern", False)


def test_a_stop_that_is_gone_and_a_device_that_named_nobody(client, lead, arrive):
    arrive({"shift": {"people": [], "stop": "van-stop:99"}})
    assert "She was crying." in client.get("/concerns").text
    assert "Nobody said who was on the van." in client.get(f"/concerns/{Concern.open_ones().rows[0].id}").text


@pytest.mark.parametrize("role", ["peer", "coordinator"])
def test_nobody_else_sees_anything_of_it(client, sign_in, arrive, role):
    arrive({"words": SECRET})
    concern_id = Concern.open_ones().rows[0].id
    sign_in(client, role, "Sam")
    for address in ("/concerns", f"/concerns/{concern_id}"):
        assert client.get(address).status_code == 403
    token = client.get("/worried").text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    assert client.post(f"/concerns/{concern_id}/outcome", data={"csrf_token": token}).status_code == 403
    assert Concern.open_ones().rows
    for address in ("/desk", "/people", "/worried", *(("/needs-a-look", "/team") if role == "coordinator" else ())):
        page = client.get(address)
        assert page.status_code == 200
        assert SECRET not in page.text
        assert "/concerns" not in page.text
        assert "concern needs" not in page.text


def test_a_lead_who_stopped_being_one_reads_nothing_more(client, lead, arrive):
    arrive({})
    assert client.get("/concerns").status_code == 200
    lead.is_safeguarding_lead = False
    db.session.commit()
    assert client.get("/concerns").status_code == 403


@pytest.mark.parametrize(
    "facts",
    [
        {"words": "", "about": ""},
        {"words": " \n", "about": " "},
        {"words": "x" * 5001},
        {"about": "x" * 501},
        {"words": None},
        {"about": 7},
        {"language": "<b>"},
        {"language": ["en"]},
        {"v": 2},
        {"v": True},
        {"v": 1.0},
        {"diagnosis": "none of our business"},
        {"shift": None},
        {"shift": {"people": ["Joe"], "stop": ""}},
        {"shift": {"people": [], "stop": "https://example.org"}},
    ],
)
def test_what_is_not_understood_needs_a_look(lead, arrive, facts):
    assert arrive(facts, {}) == ["needs-a-look", "stored"]
    assert [held.reason for held in HeldRecord.unsettled()] == ["not-understood"]
    assert len(Concern.open_ones().rows) == 1


@pytest.mark.parametrize("missing", ["v", "words", "about", "language", "shift"])
def test_what_lacks_a_field_needs_a_look(client, missing):
    content = worry()
    del content[missing]
    enrol(client)
    answer = client.post("/sync/records", json={"records": [make_record(content, kind="concern")]})
    assert answer.json["receipts"][0]["status"] == "needs-a-look"


def test_either_of_the_two_is_enough_and_five_thousand_characters_arrive(arrive):
    text = "🌻خبز" * 1250
    assert arrive({"words": text}, {"words": "", "about": "A man in a red coat"}) == ["stored", "stored"]
    assert {(concern.words, concern.about) for concern in Concern.open_ones().rows} == {
        (text, ""),
        ("", "A man in a red coat"),
    }


def test_accounts_that_are_not_there_are_left_out(arrive):
    joe, gone = make_account("peer", "Joe"), make_account("peer", "Sam")
    gone.leave()
    db.session.commit()
    arrive({"shift": {"people": [joe.id, 999, joe.id, gone.id, 2**31 - 1], "stop": ""}})
    [concern] = Concern.open_ones().rows
    assert [account.id for account in concern.raised_by] == [joe.id, gone.id]


def test_sent_twice_it_is_there_once(client):
    enrol(client)
    record = make_record(worry(), kind="concern")
    for status in ("stored", "duplicate"):
        answer = client.post("/sync/records", json={"records": [record]})
        assert answer.json["receipts"] == [{"id": record["id"], "status": status}]
    assert len(Concern.open_ones().rows) == 1


def test_registrations_and_concerns_in_one_batch_do_not_mix(client, lead, arrive):
    enrol(client)
    records = [make_record(registration(name="Zainab")), make_record(worry(words=SECRET), kind="concern")]
    answer = client.post("/sync/records", json={"records": records})
    assert [receipt["status"] for receipt in answer.json["receipts"]] == ["stored", "stored"]
    [person] = Person.newest().rows
    for address in ("/people", f"/people/{person.id}"):
        assert SECRET not in client.get(address).text
    client.submit(f"/people/{person.id}", action=f"/people/{person.id}/erasure")
    assert SECRET in client.get("/concerns").text


def test_seeing_to_it_once(client, lead, arrive):
    arrive({"words": SECRET})
    [concern] = Concern.open_ones().rows
    page = f"/concerns/{concern.id}"
    assert "1 concern needs you" in client.get("/desk").text
    answer = client.submit(page, outcome=f"Rang her. {A_SCRIPT}")
    assert answer.location == "/concerns"
    assert "No concern needs you" in client.get("/desk").text
    listed = client.get("/concerns").text
    assert "Nothing needs you here." in listed
    assert "Seen to by Ama" in listed
    shown = client.get(page).text
    assert "Rang her. &lt;script&gt;" in shown
    assert "I have seen to this" not in shown


def test_two_leads_at_once_do_not_write_over_each_other(app, client, lead, arrive):
    arrive({})
    page = f"/concerns/{Concern.open_ones().rows[0].id}"
    token = client.get(page).text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    client.submit(page, outcome="Rang her.")
    answer = client.post(f"{page}/outcome", data={"csrf_token": token, "outcome": "Went there."})
    assert answer.status_code == 409
    assert "Somebody has seen to it already." in answer.text
    assert "Went there." in answer.text
    assert db.session.query(Concern).one().outcome == "Rang her."


def test_what_was_done_has_a_limit_with_a_sentence(client, lead, arrive):
    arrive({})
    page = f"/concerns/{Concern.open_ones().rows[0].id}"
    answer = client.submit(page, outcome="x" * 5001)
    assert answer.status_code == 422
    assert "at most 5000 characters, now 5001" in answer.text
    assert Concern.how_many_open() == 1


def test_open_ones_are_all_there_and_seen_ones_come_in_pages(client, lead, arrive):
    arrive(*({"words": f"Number {number:03}"} for number in range(60)))
    for concern in Concern.open_ones().rows[:53]:
        concern.see_to(by_id=lead.id, outcome="")
    db.session.commit()
    first = client.get("/concerns").text
    opened, seen = first.split("Seen to</h2>")
    assert (opened.count("<h3>"), seen.count("<h3>")) == (7, 50)
    more = first.split('href="/concerns?before=')[1].split('"')[0]
    second = client.get(f"/concerns?before={more}").text
    assert second.count("<h3>") == 3
    assert client.get(f"/concerns?before={2**31}").status_code == 404


def test_more_open_ones_than_anyone_wrote_come_in_pages_too(client, lead, arrive, monkeypatch):
    """A hostile tablet makes them up by the thousand; the page opens all the same, and every one can be reached."""
    monkeypatch.setattr(models, "MOST_OPEN", 4)
    arrive(*({"words": f"Number {number:03}"} for number in range(6)))
    Concern.open_ones().rows[0].see_to(by_id=lead.id, outcome="")
    db.session.commit()
    first = client.get("/concerns").text
    assert first.count("<h3>") == 5
    assert "Number 001" in first
    assert "Number 000" not in first
    rest = first.split('href="/concerns?open_before=')[1].split('"')[0]
    second = client.get(f"/concerns?open_before={rest}").text
    assert second.count("<h3>") == 1
    assert "Number 000" in second
    assert "open_before" not in second
    assert client.get(f"/concerns?open_before={2**31}").status_code == 404


def test_nothing_there(client, lead):
    assert "Nothing needs you here." in client.get("/concerns").text
    assert client.get("/concerns/1").status_code == 404


def test_a_year_after_it_was_seen_to_it_goes(lead, arrive):
    arrive(*({"words": words, "shift": {"people": [lead.id], "stop": ""}} for words in ("open", "seen", "old")))
    now = clock.now()
    ages = {"open": None, "seen": KEPT - timedelta(minutes=1), "old": KEPT + timedelta(minutes=1)}
    for concern in Concern.open_ones().rows:
        concern.received_at = concern.made_at = now - timedelta(days=3000)
        if age := ages[concern.words]:
            concern.see_to(by_id=lead.id, outcome="")
            concern.seen_at = now - age
    db.session.commit()
    jobs.tidy()
    assert {concern.words for concern in db.session.query(Concern)} == {"open", "seen"}
    assert db.session.query(RAISED_BY).count() == 2


def test_the_worker_looks_for_what_is_old(app):
    assert jobs.TIDY in app.extensions["jobs"].tasks
