"""/sync/pack: what a device carries, and that it is exactly what a device can fetch."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from peer_app.extensions import db
from peer_app.leaflets.models import Leaflet
from peer_app.places.models import Place
from peer_app.sync import sealing
from tests.auditing_client import AuditingClient
from tests.factories import enrol, make_event

SignIn = Callable[..., Any]


def pack(client: AuditingClient) -> dict[str, Any]:
    answer = client.get("/sync/pack")
    assert answer.status_code == 200
    assert answer.json is not None
    return dict(answer.json)


@pytest.fixture
def tablet(client: AuditingClient, sign_in: SignIn) -> AuditingClient:
    sign_in(client, role="peer")
    enrol(client)
    return client


def test_every_page_is_what_a_device_fetches(app: Flask, tablet: AuditingClient) -> None:
    event = make_event()
    leaflet = Leaflet.of(event.listing.key)
    place = Place.create(title="Mosaic", address="1 Road")
    db.session.commit()
    [batch] = leaflet.batches
    found = pack(tablet)
    expected = {
        "/en/",
        "/en/van",
        "/en/register",
        "/en/van/leaflets",
        f"/en/van/leaflets/{batch.code}",
        f"/en/events/{event.slug}",
        "/en/places",
        f"/en/places/{place.slug}",
    }
    assert expected <= set(found["pages"])
    device = app.test_client(use_cookies=False)
    for address, revision in found["pages"].items():
        answer = device.get(address)
        assert answer.status_code == 200, address
        assert hashlib.sha256(answer.data).hexdigest() == revision, address


def test_it_brings_every_file_that_its_pages_need(tablet: AuditingClient) -> None:
    names = {address.split("/", 3)[-1] for address in pack(tablet)["pages"] if address.startswith("/assets/")}
    assert {
        "site.css",
        "static/js/van.js",
        "static/js/van-at-work.js",  # loaded only later
        "static/js/register.js",
        "static/js/messages.js",
        "service_worker/outbox.js",
        "service_worker/seal.js",
        "static/vendor/idb.js",
        "static/vendor/hpke.js",
    } <= names


def test_it_says_nothing_about_whoever_asks(app: Flask, tablet: AuditingClient, sign_in: SignIn) -> None:
    make_event()
    phone = app.test_client()
    sign_in(phone, name="Someone else")
    enrol(phone, "Someone’s phone", shared=False)
    assert pack(tablet) == pack(phone)


def test_unchanged_it_is_a_304_and_a_change_gives_another_revision(tablet: AuditingClient) -> None:
    event = make_event()
    answer = tablet.get("/sync/pack")
    revision = answer.headers["ETag"]
    assert revision == f'W/"{pack(tablet)["revision"]}"'
    assert tablet.get("/sync/pack", headers={"If-None-Match": revision}).status_code == 304
    before = pack(tablet)["pages"]
    event.change(title="Breakfast together")
    db.session.commit()
    changed = tablet.get("/sync/pack", headers={"If-None-Match": revision})
    assert changed.status_code == 200
    after = pack(tablet)["pages"]
    differing = {address for address in before if before[address] != after.get(address)}
    assert {"/en/", "/en/van", f"/en/events/{event.slug}"} <= differing
    assert "/en/register" not in differing


def test_its_last_key_is_the_one_to_seal_to(tablet: AuditingClient) -> None:
    assert pack(tablet)["keys"] == [{"id": key.id, "public_key": key.public_key} for key in sealing.all_keys()]
    assert len(sealing.all_keys()[-1].public_key) == 87  # 65 bytes


def test_only_for_people_who_are_signed_in(client: AuditingClient) -> None:
    answer = client.get("/sync/pack")
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
