"""Message encryption for web push (RFC 8291 over RFC 8188), with padding: every message has one size on the wire.

The body is the header (salt, record size, sender's key) and one record: AES-128-GCM over the text, the delimiter
0x02 and as many zeros as it takes (RFC 8188, section 2).
"""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from peer_app.push.endpoints import decoded

#: The most that a message says, in bytes. All are padded to it. A push service has to take a body of 4,096 bytes
#: (RFC 8030, section 7.2), but Mozilla's passes no more than 3,070 on to Firefox on Android.
MOST_BYTES = 2_800
#: What encryption adds: salt, record size, length of the key, the key, the delimiter and the tag.
OVERHEAD = 16 + 4 + 1 + 65 + 1 + 16
BODY_BYTES = MOST_BYTES + OVERHEAD
_RECORD_SIZE = 4_096
_DELIMITER = b"\x02"


def encrypted(text: bytes, p256dh: str, auth: str) -> bytes:
    """The body that carries `text` (at most `MOST_BYTES`) to one subscription; always `BODY_BYTES` long.

    `p256dh` and `auth` are the subscription's, base64url (RFC 8291, section 2.1). Raises `ValueError` for a text that
    is too long and for keys that are none.
    """
    return sealed(text, decoded(p256dh), decoded(auth), ec.generate_private_key(ec.SECP256R1()), os.urandom(16))


def sealed(text: bytes, receiver: bytes, auth: bytes, private: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """The same with the sender's key and the salt given; both must be new for each message."""
    if len(text) > MOST_BYTES:
        raise ValueError(f"{len(text)} bytes are more than {MOST_BYTES}")
    sender = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), receiver))
    secret = _derived(auth, shared, b"WebPush: info\0" + receiver + sender, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    padded = text + _DELIMITER + bytes(MOST_BYTES - len(text))
    header = salt + _RECORD_SIZE.to_bytes(4) + bytes([len(sender)]) + sender
    return header + AESGCM(key).encrypt(nonce, padded, None)


def _derived(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)
