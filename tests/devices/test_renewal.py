"""A device whose cookie is gone gets a new one with its key, and nobody else does."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from itsdangerous import TimestampSigner

from peer_app.devices.models import Device
from peer_app.devices.renewal import CHALLENGE_LASTS
from peer_app.extensions import db
from tests.auditing_client import AuditingClient
from tests.factories import make_device

STATUS = {"epoch": "e", "seq": 0, "waiting": 0}


class Key:
    """A key pair as a device holds one."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = base64url(point)

    def sign(self, text: str) -> str:
        r, s = decode_dss_signature(self._private.sign(text.encode(), ec.ECDSA(SHA256())))
        return base64url(r.to_bytes(32) + s.to_bytes(32))


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@pytest.fixture
def device(app: Flask) -> Device:
    return make_device()[0]


@pytest.fixture
def key(client: AuditingClient, device: Device) -> Key:
    """The key of a device that was just set up with this client."""
    key = Key()
    set_up(client, device, key)
    return key


def set_up(client: AuditingClient, device: Device, key: Key) -> None:
    code = device.new_code()
    db.session.commit()
    sent = {"code": code, "shared": True, "public_key": key.public}
    assert client.post("/sync/enrolments", json=sent).status_code == 201


def challenge(client: AuditingClient) -> str:
    answer = client.post("/sync/challenges", json={})
    assert answer.status_code == 201
    return str(answer.get_json()["challenge"])


def renew(client: AuditingClient, key: Key, **instead: object) -> int:
    text = challenge(client)
    sent = {"challenge": text, "public_key": key.public, "signature": key.sign(text)} | instead
    return client.post("/sync/sessions", json=sent).status_code


def status(client: AuditingClient) -> int:
    return client.post("/sync/status", json=STATUS).status_code


def test_with_its_key_a_device_gets_a_new_cookie(app: Flask, client: AuditingClient, key: Key) -> None:
    other = app.test_client()
    assert isinstance(other, AuditingClient)
    assert status(other) == 401
    assert renew(other, key) == 201
    assert status(other) == 200
    assert status(client) == 401, "the cookie before has ended"


@pytest.mark.parametrize(
    "instead",
    [
        {"signature": ""},
        {"signature": "A" * 86},
        {"signature": None},
        {"signature": "é" * 86},
        {"signature": base64url(bytes(64))},
        {"signature": base64url(b"\xff" * 64)},
        {"challenge": "made up"},
        {"challenge": None},
        {"challenge": 7},
        {"public_key": "A" * 87},
        {"public_key": ""},
        {"public_key": None},
    ],
    ids=str,
)
def test_without_it_nobody_does(app: Flask, key: Key, instead: dict[str, object]) -> None:
    other = app.test_client()
    assert isinstance(other, AuditingClient)
    assert renew(other, key, **instead) == 404
    assert status(other) == 401


def test_another_key_speaks_for_no_device(client: AuditingClient, key: Key) -> None:
    other = Key()
    assert renew(client, other) == 404
    assert renew(client, other, public_key=key.public) == 404


@pytest.mark.parametrize("sent", [[], "text", None, {}, {"challenge": "x"}])
def test_what_is_no_proof_is_refused(client: AuditingClient, sent: object) -> None:
    assert client.post("/sync/sessions", json=sent).status_code == 404


def test_a_challenge_is_good_for_two_minutes(client: AuditingClient, key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    text = challenge(client)
    now = TimestampSigner("x" * 32).get_timestamp
    late = timedelta(seconds=CHALLENGE_LASTS + 1).total_seconds()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(now() + late))
    sent = {"challenge": text, "public_key": key.public, "signature": key.sign(text)}
    assert client.post("/sync/sessions", json=sent).status_code == 404


def test_called_lost_its_key_is_worth_nothing(client: AuditingClient, key: Key, device: Device) -> None:
    db.session.get_one(Device, device.id).revoke()
    db.session.commit()
    assert renew(client, key) == 404
    assert status(client) == 401


def test_set_up_again_the_key_before_ends(client: AuditingClient, key: Key, device: Device) -> None:
    newer = Key()
    set_up(client, db.session.get_one(Device, device.id), newer)
    assert renew(client, key) == 404
    assert renew(client, newer) == 201


def test_a_key_speaks_for_the_device_that_sent_it_in_last(client: AuditingClient, key: Key, device: Device) -> None:
    other = make_device("Van 2")[0]
    set_up(client, other, key)
    assert renew(client, key) == 201
    assert db.session.get_one(Device, device.id).public_key is None


@pytest.mark.parametrize("public_key", ["", "x", 7, None, "A" * 87, {"kty": "EC"}])
def test_what_is_no_key_sets_up_all_the_same(client: AuditingClient, device: Device, public_key: object) -> None:
    """The cookie does, as in a browser that keeps no key."""
    code = device.new_code()
    db.session.commit()
    sent = {"code": code, "shared": True, "public_key": public_key}
    assert client.post("/sync/enrolments", json=sent).status_code == 201
    assert db.session.get_one(Device, device.id).public_key is None
