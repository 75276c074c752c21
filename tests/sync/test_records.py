"""POST /sync/records: nothing lost, nothing doubled, nothing blocked."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from peer_app.extensions import db
from peer_app.people.models import Person
from peer_app.sync import routes, sealing, wire
from peer_app.sync.models import HeldRecord, Record
from tests.auditing_client import AuditingClient
from tests.factories import enrol
from tests.records import make_record, registration

SignIn = Callable[..., Any]


@pytest.fixture
def tablet(client: AuditingClient, sign_in: SignIn) -> AuditingClient:
    sign_in(client, role="peer")
    enrol(client)
    return client


def send(tablet: AuditingClient, *records: Any) -> TestResponse:
    return tablet.post("/sync/records", json={"records": list(records)})


def statuses(answer: TestResponse) -> list[str]:
    return [receipt["status"] for receipt in answer.json["receipts"]]  # type: ignore[index]


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_record_arrives_and_its_receipt_names_it(tablet: AuditingClient) -> None:
    record = make_record(registration(name="Zainab", enjoys="Gardening 🌻 والخبز"))
    answer = send(tablet, record)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.json == {"receipts": [{"id": record["id"], "status": "stored"}]}
    [person] = Person.newest().rows
    assert (person.name, person.enjoys) == ("Zainab", "Gardening 🌻 والخبز")
    kept = db.session.get_one(Record, record["id"])
    assert (kept.kind, kept.epoch, kept.seq) == ("person", record["epoch"], 1)


def test_the_same_again_is_a_duplicate_and_changes_nothing(tablet: AuditingClient) -> None:
    record = make_record()
    assert statuses(send(tablet, record)) == ["stored"]
    assert statuses(send(tablet, record)) == ["duplicate"]
    assert statuses(send(tablet, record, record)) == ["duplicate", "duplicate"]
    assert (count(Person), count(HeldRecord)) == (1, 0)


def test_twice_in_one_batch_is_stored_once(tablet: AuditingClient) -> None:
    record = make_record()
    assert statuses(send(tablet, record, record)) == ["stored", "duplicate"]
    assert count(Person) == 1


def test_other_bytes_under_a_known_number_are_kept_and_need_a_look(tablet: AuditingClient) -> None:
    first = make_record()
    second = make_record(registration(name="Someone else"), id=first["id"])
    assert statuses(send(tablet, first, second)) == ["stored", "needs-a-look"]
    assert statuses(send(tablet, second)) == ["needs-a-look"]
    [held] = HeldRecord.unsettled()
    assert json.loads(held.payload) == second
    assert held.reason == "other-bytes"
    assert [person.name for person in Person.newest().rows] == ["Zainab"]


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda: make_record(id="no-uuid"), "broken"),
        (lambda: make_record(kind="Person"), "broken"),
        (lambda: make_record(seq=True), "broken"),
        (lambda: make_record(seq=2**70), "broken"),
        (lambda: make_record(seq=-1), "broken"),
        (lambda: make_record(epoch="\0"), "broken"),
        (lambda: make_record(epoch="\ud800"), "broken"),
        (lambda: make_record(made_at="yesterday"), "broken"),
        (lambda: make_record(made_at="0001-01-01T00:00:00+14:00"), "broken"),
        (lambda: make_record(made_at="2027-03-02T10:00:00"), "broken"),
        (lambda: make_record(sealed=""), "broken"),
        (lambda: make_record(sealed={"deep": [1, 2.5, None]}), "broken"),
        (lambda: {"id": str(uuid.uuid4())}, "broken"),
        (lambda: make_record(key_id="0123456789abcdef"), "unknown-key"),
        (lambda: make_record(sealed="AAAA"), "not-opened"),
        (lambda: make_record(sealed="A"), "broken"),
        (lambda: make_record(sealed_as=str(uuid.uuid4())), "not-opened"),
        (lambda: make_record(kind="song"), "unknown-kind"),
        (lambda: make_record(b"not json"), "not-understood"),
        (lambda: make_record(b"\xff\xfe"), "not-understood"),
        (lambda: make_record(b"[" * 100_000), "not-understood"),
        (lambda: make_record(registration(name=7)), "not-understood"),
        (lambda: make_record(registration(permissions=[])), "no-yes"),
    ],
)
def test_a_broken_record_is_kept_whole_and_blocks_nobody(
    tablet: AuditingClient, break_it: Callable[[], dict[str, Any]], reason: str
) -> None:
    broken, good = break_it(), make_record()
    for expected in ("stored", "duplicate"):
        answer = send(tablet, broken, good)
        assert answer.status_code == 200
        assert statuses(answer) == ["needs-a-look", expected]
    [held] = HeldRecord.unsettled()
    assert json.loads(held.payload) == broken
    assert held.reason == reason
    assert count(Person) == 1


@pytest.mark.parametrize(
    "useless", [None, 7, "text", [], {}, {"id": None}, {"id": ""}, {"id": "a\0"}, {"id": "x" * 65}]
)
def test_without_a_usable_id_it_is_a_422_and_the_others_are_in(tablet: AuditingClient, useless: Any) -> None:
    good = make_record()
    answer = send(tablet, useless, good)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["receipts"] == [{"id": good["id"], "status": "stored"}]  # type: ignore[index]
    assert count(Person) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"<html>", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"records": {}}', 400),
        (b"[" * 200_000, 400),
        (b'{"records": [{"id": ' + b"9" * 5000 + b"}]}", 400),
        (b'{"records": [' + b"0," * 500 + b"0]}", 413),
        (b" " * (wire.MOST_BYTES + 1), 413),
        (b" " * (3 * wire.MOST_BYTES), 413),
    ],
)
def test_what_is_no_request_gets_a_sentence(tablet: AuditingClient, body: bytes, status: int) -> None:
    answer = tablet.post("/sync/records", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"].endswith(".")  # type: ignore[index]


def test_nesting_that_can_just_be_read_can_be_kept(tablet: AuditingClient) -> None:
    for depth in range(700, 1000, 7):
        record_id = str(uuid.uuid4())
        body = f'{{"records": [{{"id": "{record_id}", "sealed": {"[" * depth + "]" * depth}}}]}}'
        answer = tablet.post("/sync/records", data=body, content_type="application/json")
        assert answer.status_code in {200, 400}, depth


def test_five_hundred_records_at_once(tablet: AuditingClient) -> None:
    records = [make_record(seq=number) for number in range(500)]
    assert statuses(send(tablet, *records)) == ["stored"] * 500
    assert (count(Record), count(Person)) == (500, 500)


def test_one_that_the_database_refuses_does_not_take_the_others_with_it(
    app: Flask, tablet: AuditingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = app.extensions["record_kinds"]["person"]

    def store(pairs: Any) -> None:
        if any(registration.texts["name"] == "Trouble" for _envelope, registration in pairs):
            raise ValueError("as a database might")
        kind.store(pairs)

    monkeypatch.setitem(app.extensions["record_kinds"], "person", replace(kind, store=store))
    trouble = make_record(registration(name="Trouble"))
    answer = send(tablet, make_record(), trouble, make_record())
    assert statuses(answer) == ["stored", "needs-a-look", "stored"]
    [held] = HeldRecord.unsettled()
    assert held.reason == "not-stored"
    assert db.session.get(Record, trouble["id"]) is None


def test_one_device_can_not_fill_the_disk(app: Flask, tablet: AuditingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no record is kept whole, too: a found tablet could write fifty megabytes a second."""
    monkeypatch.setattr(routes, "MOST_AN_HOUR", 100)
    junk = {"id": "x", "junk": "x" * 30_000}
    answers = [send(tablet, junk | {"id": f"junk-{number}"}) for number in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].mimetype == "application/problem+json"
    assert count(HeldRecord) == 3
    other = app.test_client()
    enrol(other, "Van 2")
    assert statuses(send(other, make_record())) == ["stored"]


def test_only_for_people_who_are_signed_in(client: AuditingClient) -> None:
    answer = send(client, make_record())
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_not_from_another_site(tablet: AuditingClient) -> None:
    answer = tablet.post("/sync/records", json={"records": []}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.mimetype == "application/problem+json"


def test_what_is_sealed_can_only_be_opened_for_its_own_id_and_kind(app: Flask) -> None:
    content = registration()
    record = make_record(content)
    key, sealed = sealing.all_keys()[-1], wire.sealed_bytes(record["sealed"])
    opened = sealing.open_sealed(record["id"], "person", key, sealed)
    assert json.loads(opened) == content
    with pytest.raises(Exception, match="not-opened"):
        sealing.open_sealed(record["id"], "concern", key, sealed)


def test_what_is_sealed_is_written_as_base64url_and_in_no_other_way() -> None:
    assert wire.sealed_bytes("-_8") == b"\xfb\xff"
    for other in ("+/8", "-_8=", "-_8\n", "-_ 8", "-", "-_8é", "-_8\ud800"):
        with pytest.raises(Exception, match="broken"):
            wire.sealed_bytes(other)
