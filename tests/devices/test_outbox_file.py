"""The file of a tablet that will never send again."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from peer_app.accounts.models import Account
from peer_app.devices import outbox_file
from peer_app.people.models import Person
from peer_app.sync.models import HeldRecord
from tests.auditing_client import AuditingClient
from tests.factories import enrol
from tests.records import make_record

SignIn = Callable[..., Account]


@pytest.fixture
def coordinator(client: AuditingClient, sign_in: SignIn) -> AuditingClient:
    sign_in(client)
    return client


def hand_in(client: AuditingClient, content: Any) -> str:
    """Hand a file in; the words of the page that follows."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    answer = client.submit("/devices", action="/devices/outbox", outbox=(io.BytesIO(body), "outbox.json"))
    return client.get(answer.location).text if answer.status_code == 302 else str(answer.text)


def outbox(records: list[Any]) -> dict[str, Any]:
    return {"peer_app": "outbox", "v": 1, "records": records}


def test_it_brings_in_what_never_came_and_knows_what_did(app: Flask, coordinator: AuditingClient) -> None:
    tablet = app.test_client()
    enrol(tablet)
    records = [make_record(seq=seq) for seq in range(1, 5)]
    tablet.post("/sync/records", json={"records": records[:1]})
    broken = make_record(seq=5, key_id="unknown")
    page = hand_in(coordinator, outbox([*records, broken]))
    assert "3 records are new." in page
    assert "1 was here already." in page
    assert "1 needs a look." in page
    assert len(Person.newest().rows) == 4
    assert "0 records are new." in hand_in(coordinator, outbox(records))
    assert len(Person.newest().rows) == 4
    assert HeldRecord.how_many() == 1


def test_more_than_fit_one_request(coordinator: AuditingClient) -> None:
    assert "501 records are new." in hand_in(coordinator, outbox([make_record(seq=seq) for seq in range(501)]))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not from one of our tablets"),
        (b"{", "not from one of our tablets, or not all of it is there"),
        (b"\xff\xfe", "not from one of our tablets"),
        (b"[" * 100_000, "not from one of our tablets"),
        ([], "not from one of our tablets"),
        ({"peer_app": "outbox", "v": 2, "records": []}, "not from one of our tablets"),
        ({"peer_app": "outbox", "v": 1}, "There are no records in that file"),
    ],
)
def test_any_other_file_gets_a_sentence(coordinator: AuditingClient, content: Any, sentence: str) -> None:
    assert sentence in hand_in(coordinator, content)


def test_a_file_that_would_take_all_memory_to_read_is_too_big(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(outbox_file.NotAnOutboxError, match="too big"):
        outbox_file.records_in(b'{"peer_app": "outbox", "v": 1, "records": [' + b"[]," * 600_000 + b"[]]}")


def test_no_file_gets_a_sentence(coordinator: AuditingClient) -> None:
    assert "Choose the file that the tablet saved." in coordinator.submit("/devices", action="/devices/outbox").text


def test_strange_records_are_counted_and_block_nothing(coordinator: AuditingClient) -> None:
    page = hand_in(coordinator, outbox([None, 7, {"id": "x"}, make_record()]))
    assert "1 record is new." in page
    assert "3 need a look." in page


def test_another_site_can_hand_in_nothing(coordinator: AuditingClient) -> None:
    file = (io.BytesIO(json.dumps(outbox([make_record()])).encode()), "outbox.json")
    answer = coordinator.post("/devices/outbox", data={"outbox": file, "csrf_token": "made up"})
    assert answer.status_code == 400
    assert Person.newest().rows == []
