"""The wire between tablet and server: HPKE of RFC 9180, as two independent implementations speak it."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Page

from tests.browser.van import goto, run

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
ID = "0190a000-0000-7000-8000-00000000002a"
# Written out, so that it can't change on both sides at once: what is on tablets has to stay readable.
INFO = b"peer_app records v1|0190a000-0000-7000-8000-00000000002a|person"


@pytest.fixture
def page(new_context, site) -> Page:
    return goto(new_context(), site, "/en/van")


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_each_side_opens_what_the_other_sealed(page):
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    content = {"name": "Zainab 🌻 والخبز", "would_help": "x" * 5000}
    sealed = run(
        page,
        """async (part, { id, content, public_key }) =>
             (await part("service_worker/seal")).seal({ id, kind: "person", content, key: { id: "k", public_key } })""",
        {"id": ID, "content": content, "public_key": base64url(public)},
    )
    raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    opened = SUITE.decrypt(raw, key, info=INFO)
    assert json.loads(opened) == content
    assert len(opened) % 256 == 0, "the length says little"

    answer = run(
        page,
        """async (part) => {
             const { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } = await part("static/vendor/hpke");
             const [kem, kdf, aead] = [new DhkemP256HkdfSha256(), new HkdfSha256(), new Aes256Gcm()];
             const suite = new CipherSuite({ kem, kdf, aead });
             window.pair = await suite.kem.generateKeyPair();
             window.suite = suite;
             const raw = new Uint8Array(await suite.kem.serializePublicKey(window.pair.publicKey));
             return btoa(String.fromCharCode(...raw));
           }""",
    )
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(answer))
    both = SUITE.encrypt("Grüße 🌻".encode(), theirs, info=INFO)
    text = page.evaluate(
        """async ([both, info]) => {
             const bytes = Uint8Array.from(atob(both), (letter) => letter.charCodeAt(0));
             const [enc, ciphertext] = [bytes.slice(0, 65).buffer, bytes.slice(65).buffer];
             const how = { recipientKey: window.pair.privateKey, enc, info: new TextEncoder().encode(info) };
             const opened = await window.suite.open(how, ciphertext);
             return new TextDecoder().decode(opened);
           }""",
        [base64.b64encode(both).decode(), INFO.decode()],
    )
    assert text == "Grüße 🌻"


def test_a_device_finds_out_whether_it_can_seal(page):
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    ask = """async (part, public_key) => {
      const { canSeal } = await part("service_worker/seal");
      return canSeal({ id: "k", public_key }).catch(() => false);
    }"""
    assert run(page, ask, base64url(public)) is True
    assert run(page, ask, base64url(b"\x04" + bytes(64))) is False
    assert run(page, ask, "") is False


def test_ids_sort_by_the_moment_they_were_made(page):
    ids = run(
        page,
        """async (part) => {
             const { uuid } = await part("service_worker/uuid");
             return [1, 1_000_000_000_000, Date.now(), 253_402_300_799_999].map((now) => uuid(now));
           }""",
    )
    assert ids == sorted(ids)
    assert ids[1].startswith("00e8d4a5-1000-7")
    assert all(len(found) == 36 and found[14] == "7" and found[19] in "89ab" for found in ids)


def test_batches_stay_within_what_the_server_takes(page):
    counts = run(
        page,
        """async (part) => {
             const { fitting, backOff, LONGEST } = await part("service_worker/sender");
             const record = (size) => ({ id: "x", sealed: "a".repeat(size) });
             const fits = (records) => fitting(records).length;
             const parts = fitting(Array(500).fill(record(9000))).map(({ json }) => json);
             const request = JSON.stringify({ records: parts.map(JSON.parse) });
             return {
               small: fits(Array(500).fill(record(1000))),
               large: fits(Array(500).fill(record(9000))),
               one: fits([record(2_000_000), record(1)]),
               bytes: new TextEncoder().encode(request).length,
               pauses: [0, 1, 2, 3, 9].map((failures) => backOff(failures, 1)),
               shortest: backOff(1, 0),
               longest: LONGEST,
             };
           }""",
    )
    assert counts.pop("bytes") <= 1024 * 1024
    assert counts == {
        "small": 500,
        "large": 116,
        "one": 1,
        "pauses": [0, 5000, 10_000, 20_000, 120_000],
        "shortest": 2500,
        "longest": 120_000,
    }
