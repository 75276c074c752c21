"""Whose bodies are received while many are on their way."""

from contextlib import suppress

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from peer_app.core.buffered_wsgi import BUSY, REFUSED, NoSlotError
from peer_app.core.request_bodies import FOR_EVERYBODY, BodySlots
from peer_app.devices.models import Device
from peer_app.extensions import db
from tests.factories import make_device

A_FORM = 1000


@pytest.fixture
def slots(app):
    """Those of a process in which 192.0.2.7 has taken its share."""
    slots = BodySlots(app)
    while slots.enter(environ(), A_FORM):
        pass
    return slots


def environ(address: str = "192.0.2.7", cookie: str = "", **more: str) -> dict[str, str]:
    return {"REMOTE_ADDR": address, "HTTP_COOKIE": cookie, "SERVER_NAME": "x", "SERVER_PORT": "80"} | {
        "wsgi.url_scheme": "http",
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/sync/records",
        **more,
    }


def device_cookie(app, token: str) -> str:
    return f"{app.config['DEVICE_COOKIE_NAME']}={token}"


def test_a_full_share_is_the_affair_of_one_network(slots):
    assert slots.enter(environ("192.0.2.8"), A_FORM)
    assert slots.enter(environ("2001:db8::1"), A_FORM)
    assert not slots.enter(environ("::ffff:192.0.2.7"), A_FORM)


def test_a_device_behind_that_network_has_slots_of_its_own(app, slots):
    _device, token = make_device()
    assert slots.enter_known(environ(cookie=device_cookie(app, token)), A_FORM)


def test_so_has_whoever_is_signed_in(app, client, sign_in, slots):
    sign_in(client)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert slots.enter_known(environ(cookie=f"{name}={cookie.value}"), A_FORM)


def test_a_cookie_that_the_database_does_not_know_opens_nothing(app, client, slots):
    client.get("/sign-in")
    session = app.config["SESSION_COOKIE_NAME"]
    signed_by_us = client.get_cookie(session).value
    device, lost = make_device()
    db.session.get_one(Device, device.id).revoke()
    db.session.commit()
    for cookie in ("", device_cookie(app, "made-up"), device_cookie(app, lost), f"{session}={signed_by_us}"):
        with pytest.raises(NoSlotError):
            slots.enter_known(environ(cookie=cookie), A_FORM)


def test_one_stolen_device_leaves_slots_to_the_others(app, slots):
    (_stolen, token), (_other, other) = make_device(), make_device("Van 2")
    with suppress(NoSlotError):
        while slots.enter_known(environ(cookie=device_cookie(app, token)), A_FORM):
            pass
    assert slots.enter_known(environ(cookie=device_cookie(app, other)), A_FORM)


def test_what_is_longer_than_a_form_is_received_from_who_is_known_alone(app):
    slots, (_device, token) = BodySlots(app), make_device()
    for length, known in ((app.config["MAX_CONTENT_LENGTH"] + 1, True), (10**9, False)):
        assert slots.enter(environ(), length) is None
        assert slots.enter_known(environ(), length) is None
        assert bool(slots.enter_known(environ(cookie=device_cookie(app, token)), length)) is known


def test_slots_come_back(slots):
    leave = slots.enter(environ("192.0.2.8"), A_FORM)
    taken = slots.everybody._taken.total()
    leave()
    assert slots.everybody._taken.total() == taken - 1 < FOR_EVERYBODY


def test_behind_a_proxy_the_network_is_the_one_it_names(app):
    app.config["PROXIES"] = 1
    slots = BodySlots(app)
    while slots.enter(environ("127.0.0.1", HTTP_X_FORWARDED_FOR="9.9.9.9, 192.0.2.7:99"), A_FORM):
        pass
    assert slots.enter(environ("127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.8"), A_FORM)


@pytest.mark.parametrize(("path", "kind"), [("/sign-in", "text/html"), ("/push/subscriptions", "problem+json")])
@pytest.mark.parametrize("status", [400, 408, 411, 503])
def test_what_was_not_received_is_answered_with_words(client, path, kind, status):
    answer = client.post(path, environ_overrides={REFUSED: status})
    assert (answer.status_code, kind in answer.content_type) == (status, True)
    assert ("Retry-After" in answer.headers) is (status == BUSY)


def test_nobody_outside_can_set_that(client):
    assert client.get("/en/", headers={REFUSED: "503"}).status_code == 200


def test_the_proxy_in_front_is_believed_as_elsewhere(app, monkeypatch):
    """The limits of Flask-Limiter and the slots count by the same address."""
    seen = []
    monkeypatch.setattr(app, "wsgi_app", ProxyFix(lambda environ, _start: seen.append(environ["REMOTE_ADDR"]) or [], 1))
    app.wsgi_app(environ(HTTP_X_FORWARDED_FOR="198.51.100.9"), None)
    app.config["PROXIES"] = 1
    slots = BodySlots(app)
    slots.enter(environ(HTTP_X_FORWARDED_FOR="198.51.100.9"), A_FORM)
    assert list(slots.everybody._taken) == seen
