"""Whoever walks off with the database has no secret that opens anything here."""

import base64

import pytest

from peer_app.core import codes
from peer_app.extensions import db
from tests.factories import make_account, make_device
from tests.records import make_record, page_secret, registration


def disguises(secret):
    """A secret as it might stand somewhere: plain, its bytes, and either in hex or base64."""
    plain = secret.encode()
    for content in (plain, base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))):
        yield from (content, content.hex().encode(), content.hex().upper().encode())
        yield from (encode(content).rstrip(b"=") for encode in (base64.b64encode, base64.urlsafe_b64encode))


def whole_database():
    """Every value of every table, as bytes."""
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(table.select()):
            for column, value in zip(table.columns, row, strict=True):
                yield str(column), value if isinstance(value, bytes) else str(value).encode()


def where(needle):
    return [column for column, value in whole_database() if needle in value]


@pytest.fixture
def secrets(client):
    """What is handed out to devices, people and the team, after each was used."""
    account = make_account()
    _device, token = make_device()
    client.set_cookie("device", token)
    page = page_secret()
    shift = {"people": [account.id], "stop": ""}
    stored, held = registration(name="Zainab", page=page, shift=shift), registration(page=page, v=9)
    records = [make_record(stored), make_record(held)]
    receipts = client.post("/sync/records", json={"records": records}).json["receipts"]
    assert [receipt["status"] for receipt in receipts] == ["stored", "needs-a-look"]
    status = {"epoch": "0190a000-0000-7000-8000-000000000000", "seq": 2, "waiting": 0}
    assert client.post("/sync/status", json=status).status_code == 200
    assert client.get(f"/me/{page}").status_code == 303
    assert client.get("/me").status_code == 200
    return {"page": page, "device": token, "cookie of the page": client.get_cookie("me").value.split(".")[-1]}


def test_no_secret_stands_in_it(secrets):
    for name, secret in secrets.items():
        for needle in disguises(secret):
            assert where(needle) == [], name


def test_the_search_would_find_one(secrets):
    assert where(b"Zainab") == ["person.name"]
    assert where(codes.digest(secrets["page"]).encode()) == ["person.page_digest"]
    assert where(codes.digest(secrets["device"]).encode()) == ["device.token_digest"]


@pytest.mark.parametrize("column", ["page_digest", "token_digest"])
def test_what_stands_there_opens_nothing(client, secrets, column):
    [(_, digest)] = [(name, value.decode()) for name, value in whole_database() if name.endswith(f".{column}")][:1]
    thief = client.application.test_client()
    assert thief.get(f"/me/{digest}").status_code == 404
    for cookie in ("me", "device"):
        thief.set_cookie(cookie, digest)
    assert thief.get("/me").status_code == 404
    assert thief.get("/sync/pack").status_code == 401
