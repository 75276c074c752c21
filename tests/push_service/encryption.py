"""The receiving side of message encryption for web push (RFC 8291 over RFC 8188).

Written from the RFCs with ``cryptography`` alone, so that it shares no code with the library the
app encrypts with: a mistake in one can't hide in the other.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_SALT = 16
_RECORD_SIZE = 4
_TAG = 16


class DecryptionError(Exception):
    """The body is not a message for these keys; the text says what is wrong with it."""


def base64url(data: bytes) -> str:
    """Unpadded base64url (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """The bytes of unpadded base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A P-256 public key as its 65-byte uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass(frozen=True)
class ReceiverKeys:
    """What a browser keeps for one subscription: its private key and the shared secret ``auth``."""

    private: ec.EllipticCurvePrivateKey
    auth: bytes

    @classmethod
    def new(cls) -> ReceiverKeys:
        """Fresh keys, as ``PushManager.subscribe()`` makes them."""
        return cls(ec.generate_private_key(ec.SECP256R1()), os.urandom(16))

    @property
    def p256dh(self) -> str:
        return base64url(point(self.private.public_key()))

    def to_json(self) -> dict[str, str]:
        """The ``keys`` member of ``PushSubscription.toJSON()``."""
        return {"p256dh": self.p256dh, "auth": base64url(self.auth)}


def decrypt(body: bytes, keys: ReceiverKeys) -> bytes:
    """The plaintext of one ``aes128gcm`` body.

    ``body`` is header and single record (RFC 8188, section 2.1; RFC 8291, section 4). Raises
    :class:`DecryptionError` when it is for other keys, cut short, or padded wrongly.
    """
    header = _SALT + _RECORD_SIZE + 1
    if len(body) < header:
        raise DecryptionError("shorter than its header")
    salt = body[:_SALT]
    record_size = int.from_bytes(body[_SALT : _SALT + _RECORD_SIZE], "big")
    sender = body[header : header + body[header - 1]]
    record = body[header + len(sender) :]
    if len(sender) != 65:
        raise DecryptionError("the key id is not an uncompressed P-256 point")
    if len(record) > record_size or len(record) <= _TAG:
        raise DecryptionError("not exactly one record")

    sender_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
    shared = keys.private.exchange(ec.ECDH(), sender_key)
    receiver = point(keys.private.public_key())
    secret = _hkdf(keys.auth, shared, b"WebPush: info\x00" + receiver + sender, 32)
    content_key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12)
    try:
        padded = AESGCM(content_key).decrypt(nonce, record, None)
    except InvalidTag:
        raise DecryptionError("not made for these keys") from None
    plaintext, delimiter, padding = padded.rpartition(b"\x02")
    if not delimiter or padding.strip(b"\x00"):
        raise DecryptionError("the last record has no 0x02 before its padding")
    return plaintext


def _hkdf(salt: bytes, key: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)
