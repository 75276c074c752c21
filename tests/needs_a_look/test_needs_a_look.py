"""/needs-a-look: what could not be taken, why, and trying again."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from peer_app.extensions import db
from peer_app.people.models import Person
from peer_app.sync import operations
from peer_app.sync.models import HeldRecord
from tests.auditing_client import AuditingClient
from tests.factories import enrol
from tests.records import make_record

SignIn = Callable[..., Any]


def test_it_says_why_and_tries_again(
    app: Flask, client: AuditingClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    enrol(client)
    record = make_record()
    with monkeypatch.context() as away:
        away.setattr(operations, "keys_by_id", dict)
        client.post("/sync/records", json={"records": [record]})
        [held] = HeldRecord.unsettled()
        page = client.get("/needs-a-look")
        assert "sealed with a key this server does not have" in page.text
        assert page.headers["Cache-Control"] == "no-store"
        again = client.submit("/needs-a-look", action=f"/needs-a-look/{held.id}/attempts")
        assert "Still not: It was sealed" in client.get(again.location).text
        assert Person.newest().rows == []
    client.submit("/needs-a-look", action=f"/needs-a-look/{held.id}/attempts")
    assert "It is in now" in client.get("/needs-a-look").text
    assert [person.name for person in Person.newest().rows] == ["Zainab"]
    assert HeldRecord.unsettled() == []
    assert [kept.payload for kept in db.session.query(HeldRecord)] == [""]
    # Sent once more by a tablet that never got the first answer: it is there.
    answer = client.post("/sync/records", json={"records": [record]})
    assert answer.json == {"receipts": [{"id": record["id"], "status": "duplicate"}]}


def test_sent_again_and_taken_it_needs_no_look_any_more(
    app: Flask, client: AuditingClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    enrol(client)
    record = make_record()
    with monkeypatch.context() as away:
        away.setattr(operations, "keys_by_id", dict)
        client.post("/sync/records", json={"records": [record]})
    answer = client.post("/sync/records", json={"records": [record]})
    assert answer.json == {"receipts": [{"id": record["id"], "status": "stored"}]}
    assert HeldRecord.unsettled() == []


def test_tried_again_it_is_still_the_same(client: AuditingClient, sign_in: SignIn) -> None:
    sign_in(client)
    enrol(client)
    first = make_record()
    client.post("/sync/records", json={"records": [first, make_record(id=first["id"])]})
    [held] = HeldRecord.unsettled()
    client.submit("/needs-a-look", action=f"/needs-a-look/{held.id}/attempts")
    assert "Another record with the same number came first" in client.get("/needs-a-look").text
    assert len(Person.newest().rows) == 1


def test_only_coordinators(client: AuditingClient, sign_in: SignIn) -> None:
    sign_in(client, role="peer")
    enrol(client)
    assert client.get("/needs-a-look").status_code == 403
    assert client.post("/needs-a-look/1/attempts").status_code in {400, 403}


def test_a_number_that_is_not_there(client: AuditingClient, sign_in: SignIn) -> None:
    sign_in(client)
    enrol(client)
    client.post("/sync/records", json={"records": [make_record(seq=-1)]})
    [held] = HeldRecord.unsettled()
    page = client.get("/needs-a-look")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post(f"/needs-a-look/{held.id + 1}/attempts", data={"csrf_token": token}).status_code == 404
    assert client.post(f"/needs-a-look/{held.id}/attempts").status_code == 400
