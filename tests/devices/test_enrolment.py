"""A coordinator makes a code, a device spends it, and is one until it is called lost."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.devices.models import Device
from peer_app.extensions import db
from tests.auditing_client import AuditingClient
from tests.factories import enrol, make_device
from tests.records import make_record

SignIn = Callable[..., Account]
CODE = re.compile(r'<p class="big-code">(\w{4} \w{4})</p>')


@pytest.fixture
def coordinator(app: Flask, sign_in: SignIn) -> AuditingClient:
    client = app.test_client()
    assert isinstance(client, AuditingClient)
    sign_in(client)
    return client


def make_code(coordinator: AuditingClient, name: str = "Van 1") -> str:
    coordinator.submit("/devices", action="/devices", name=name)
    [code] = CODE.findall(coordinator.get("/devices").text)
    return str(code)


def spend(client: AuditingClient, code: str, *, shared: bool = True) -> int:
    return client.post("/sync/enrolments", json={"code": code, "shared": shared}).status_code


def test_a_code_sets_one_device_up_once(app: Flask, client: AuditingClient, coordinator: AuditingClient) -> None:
    code = make_code(coordinator)
    assert client.get("/sync/pack").status_code == 401
    answer = client.post("/sync/enrolments", json={"code": code.lower().replace(" ", "-"), "shared": True})
    assert answer.status_code == 201
    assert answer.json == {"name": "Van 1", "shared": True}
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/sync/pack").status_code == 200
    assert spend(app.test_client(), code) == 404
    assert CODE.findall(coordinator.get("/devices").text) == [], "shown only once"


def test_a_code_ends_after_ten_minutes(
    client: AuditingClient, coordinator: AuditingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = make_code(coordinator)
    later = clock.now() + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert spend(client, code) == 404


def test_a_new_code_ends_the_one_before(app: Flask, client: AuditingClient, coordinator: AuditingClient) -> None:
    first = make_code(coordinator)
    [device] = Device.everyone()
    coordinator.submit("/devices", action=f"/devices/{device.id}/enrolments")
    [second] = CODE.findall(coordinator.get("/devices").text)
    assert first != second
    assert spend(client, first) == 404
    assert spend(client, second) == 201


def test_opening_the_link_spends_nothing(client: AuditingClient, coordinator: AuditingClient) -> None:
    code = make_code(coordinator)
    client.get("/van/set-up")
    client.get("/en/van/set-up")
    assert spend(client, code) == 201


@pytest.mark.parametrize(
    "sent", [None, [], {}, {"code": 7, "shared": True}, {"code": "BCDF2345"}, {"code": "", "shared": 1}]
)
def test_strange_requests_get_a_sentence(client: AuditingClient, sent: object) -> None:
    answer = client.post("/sync/enrolments", json=sent)
    assert answer.status_code == 422
    assert answer.json["detail"]


@pytest.mark.parametrize("odd", ["\ud800", "\0", "é", "x" * 100_000, "' OR ''='"])
def test_what_is_no_code_is_a_wrong_one(client: AuditingClient, odd: str) -> None:
    assert spend(client, odd) == 404


def test_guessing_is_slowed_down(client: AuditingClient) -> None:
    assert [spend(client, "BBBB BBBB") for _ in range(11)] == [404] * 10 + [429]


def test_a_shared_tablet_signs_out_whoever_was_signed_in(
    client: AuditingClient, coordinator: AuditingClient, sign_in: SignIn
) -> None:
    sign_in(client, "peer", "Sam")
    assert spend(client, make_code(coordinator), shared=True) == 201
    for path in ("/people", "/desk"):
        assert client.get(path).location.startswith("/sign-in")
    answer = client.get("/sign-in")
    assert answer.status_code == 403
    assert "Nobody signs in on this tablet" in answer.text
    assert client.post("/sign-in", data={"name": "Sam", "passphrase": "x"}).status_code in {400, 403}


def test_on_somebody_s_own_phone_they_stay_signed_in(
    client: AuditingClient, coordinator: AuditingClient, sign_in: SignIn
) -> None:
    sign_in(client, "peer", "Sam")
    assert spend(client, make_code(coordinator), shared=False) == 201
    assert client.get("/people").status_code == 200


def test_lost_it_ends_the_device_at_once_and_setting_it_up_again_brings_it_back(
    client: AuditingClient, coordinator: AuditingClient
) -> None:
    device = enrol(client)
    coordinator.submit("/devices", action=f"/devices/{device.id}/loss")
    for answer in (
        client.get("/sync/pack"),
        client.post("/sync/records", json={"records": [make_record()]}),
        client.post("/sync/status", json={}),
    ):
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"
    assert "Called lost on" in coordinator.get("/devices").text
    coordinator.submit("/devices", action=f"/devices/{device.id}/enrolments")
    [code] = CODE.findall(coordinator.get("/devices").text)
    assert spend(client, code) == 201
    assert client.get("/sync/pack").status_code == 200
    assert "Called lost on" not in coordinator.get("/devices").text


def test_the_database_holds_no_usable_token_or_code(app: Flask, coordinator: AuditingClient) -> None:
    code = make_code(coordinator).replace(" ", "")
    _device, token = make_device("Van 2")
    dump = [
        str(value) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()) for value in row
    ]
    assert len(dump) > 10
    assert [value for value in dump if code in value or token in value] == []
