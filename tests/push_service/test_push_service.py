"""The tests' push service is itself trusted only after these."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPusher

from tests.push_service import (
    HANG,
    RESET,
    Answer,
    DecryptionError,
    PushService,
    PushSubscription,
    ReceiverKeys,
    decrypt,
)
from tests.push_service.encryption import base64url, from_base64url, point

# RFC 8291, section 5 and appendix A.
RFC_BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
RFC_RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RFC_AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
RFC_P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
RFC_TEXT = b"When I grow up, I want to be a watermelon"


def rfc_keys() -> ReceiverKeys:
    secret = int.from_bytes(from_base64url(RFC_RECEIVER), "big")
    return ReceiverKeys(ec.derive_private_key(secret, ec.SECP256R1()), from_base64url(RFC_AUTH))


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


@pytest.fixture(scope="module")
def signer() -> Vapid02:
    signer = Vapid02()
    signer.generate_keys()
    return signer


def vapid(signer: Vapid02, service: PushService, **claims: object) -> dict[str, str]:
    said = {
        "aud": service.origin,
        "sub": "mailto:team@example.org",
        "exp": int(time.time()) + 3600,
        **claims,
    }
    signed: dict[str, str] = signer.sign(said)
    return signed


def post(url: str, body: bytes, headers: dict[str, str], seconds: float = 5) -> int:
    async def send() -> int:
        limit = aiohttp.ClientTimeout(total=seconds)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status

    return asyncio.run(send())


def message(subscription: PushSubscription, text: bytes) -> bytes:
    body = WebPusher(subscription.to_json()).encode(text)["body"]
    assert isinstance(body, bytes)
    return body


HEADERS = {"TTL": "60", "Content-Encoding": "aes128gcm"}


def test_the_example_of_the_rfc_is_decrypted() -> None:
    keys = rfc_keys()
    assert keys.p256dh == RFC_P256DH
    assert decrypt(from_base64url(RFC_BODY), keys) == RFC_TEXT


def test_a_body_for_other_keys_or_with_a_changed_bit_is_refused() -> None:
    body = bytearray(from_base64url(RFC_BODY))
    with pytest.raises(DecryptionError, match="not made for these keys"):
        decrypt(bytes(body), ReceiverKeys.new())
    body[-1] ^= 1
    with pytest.raises(DecryptionError, match="not made for these keys"):
        decrypt(bytes(body), rfc_keys())
    with pytest.raises(DecryptionError, match="shorter"):
        decrypt(b"", rfc_keys())


def test_what_the_library_encrypts_arrives(service: PushService, signer: Vapid02) -> None:
    subscription = service.subscribe()
    body = message(subscription, "Grüße, مرحبا".encode())
    headers = HEADERS | vapid(signer, service)
    assert post(subscription.endpoint, body, headers) == 201
    [came] = service.wait_for(1)
    assert came.plaintext == "Grüße, مرحبا".encode()
    assert came.headers["ttl"] == "60"


def test_vapid_is_checked_with_signature_audience_and_key(service: PushService, signer: Vapid02) -> None:
    ours = base64url(point(signer.public_key))
    subscription = service.subscribe(server_key=ours)
    body = message(subscription, b"hello")
    good = vapid(signer, service)["Authorization"]
    other = Vapid02()
    other.generate_keys()
    token, key = good.removeprefix("vapid ").split(",")
    header, _claims, signature = token.removeprefix("t=").split(".")
    forged = base64url(json.dumps({"aud": service.origin, "sub": "mailto:x@y.z"}).encode())

    def status(authorization: str | None) -> int:
        given = {} if authorization is None else {"Authorization": authorization}
        return post(subscription.endpoint, body, HEADERS | given)

    assert status(None) == 401
    assert status("Bearer 1") == 401
    assert status(f"vapid t={header}.{forged}.{signature},{key}") == 403
    assert status(vapid(signer, service, aud="https://example.org")["Authorization"]) == 403
    assert status(vapid(signer, service, exp=int(time.time()) - 1)["Authorization"]) == 403
    assert status(vapid(signer, service, exp=int(time.time()) + 90000)["Authorization"]) == 403
    assert status(vapid(other, service)["Authorization"]) == 403
    assert status(good) == 201
    assert len(service.accepted()) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"TTL": None}, 400),
        ({"TTL": "soon"}, 400),
        ({"Urgency": "now"}, 400),
        ({"Topic": "x" * 33}, 400),
        ({"Content-Encoding": "aesgcm"}, 415),
    ],
)
def test_a_request_against_rfc_8030_is_refused(
    service: PushService, signer: Vapid02, change: dict[str, str | None], expected: int
) -> None:
    subscription = service.subscribe()
    wanted = HEADERS | vapid(signer, service) | change
    headers = {name: value for name, value in wanted.items() if value is not None}
    assert post(subscription.endpoint, message(subscription, b"hello"), headers) == expected
    assert not service.accepted()


def test_a_body_too_large_or_not_for_the_keys_is_refused(service: PushService, signer: Vapid02) -> None:
    subscription = service.subscribe()
    headers = HEADERS | vapid(signer, service)
    fits = message(subscription, b"x" * 3993)
    assert len(fits) == 4096
    assert post(subscription.endpoint, fits, headers) == 201
    assert post(subscription.endpoint, message(subscription, b"x" * 3994), headers) == 413
    assert post(subscription.endpoint, message(service.subscribe(), b"x"), headers) == 400


def test_answers_on_demand_come_in_order_and_then_it_takes_messages(service: PushService, signer: Vapid02) -> None:
    subscription = service.subscribe(Answer(429, {"Retry-After": "7"}), Answer(500), Answer(410))
    headers = HEADERS | vapid(signer, service)
    body = message(subscription, b"hello")
    statuses = [post(subscription.endpoint, body, headers) for _ in range(4)]
    assert statuses == [429, 500, 410, 201]
    assert [kept.status for kept in service.of(subscription)] == statuses
    assert post(f"{service.origin}/push/unknown", body, headers) == 404


def test_a_reset_and_a_hang_are_real(service: PushService, signer: Vapid02) -> None:
    headers = HEADERS | vapid(signer, service)
    reset = service.subscribe(RESET)
    with pytest.raises(aiohttp.ClientError):
        post(reset.endpoint, message(reset, b"hello"), headers)
    hanging = service.subscribe(HANG)
    with pytest.raises(asyncio.TimeoutError):
        post(hanging.endpoint, message(hanging, b"hello"), headers, seconds=0.3)


def test_a_browser_registers_receives_and_gives_up(service: PushService, signer: Vapid02) -> None:
    """The websocket, as Firefox uses it: hello, register, notification, ack, unregister."""

    async def walk() -> tuple[bytes, int]:
        keys = ReceiverKeys.new()
        headers = HEADERS | vapid(signer, service)
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(service.websocket_url, protocols=["push-notification"]) as socket,
        ):
            assert socket.protocol == "push-notification"
            await socket.send_json({"messageType": "hello", "use_webpush": True})
            hello = await socket.receive_json()
            assert hello["status"] == 200
            assert hello["use_webpush"] is True
            await socket.send_json({"messageType": "register", "channelID": "abc"})
            registered = await socket.receive_json()
            endpoint = registered["pushEndpoint"]
            given = {"endpoint": endpoint, "keys": keys.to_json()}
            body = WebPusher(given).encode(b"hello")["body"]
            async with session.post(endpoint, data=body, headers=headers) as taken:
                assert taken.status == 201
            notification = await socket.receive_json()
            assert notification["channelID"] == "abc"
            await socket.send_json({"messageType": "ack", "updates": []})
            await socket.send_json({"messageType": "unregister", "channelID": "abc"})
            assert (await socket.receive_json())["status"] == 200
            async with session.post(endpoint, data=body, headers=headers) as refused:
                return decrypt(from_base64url(notification["data"]), keys), refused.status

    assert asyncio.run(walk()) == (b"hello", 410)
