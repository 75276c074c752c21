"""Who we are, for push services (VAPID, RFC 8292)."""

import base64
import time
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app
from py_vapid import Vapid02

_LASTS = 12 * 60 * 60
_RENEW = 60 * 60


class Signer:
    """Signs once per push service and uses it again for hours."""

    def __init__(self, private_key: str, contact: str) -> None:
        self._key = Vapid02.from_raw(private_key.encode())
        self._contact = contact
        self._signed: dict[str, tuple[float, str]] = {}

    @property
    def public_key(self) -> str:
        """What pages hand to `subscribe()` as applicationServerKey: an uncompressed point, base64url."""
        point = self._key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def authorization(self, origin: str) -> str:
        """The Authorization header for every message to one push service (`aud` is its origin)."""
        expires, header = self._signed.get(origin, (0.0, ""))
        if expires - time.time() < _RENEW:
            expires = int(time.time()) + _LASTS
            claims = {"aud": origin, "sub": self._contact, "exp": int(expires)}
            header = str(self._key.sign(claims)["Authorization"])
            self._signed[origin] = (expires, header)
        return header


def application_server_key() -> str:
    """The public key of the running app."""
    return _public_key(current_app.config["VAPID_PRIVATE_KEY"])


@lru_cache(maxsize=4)
def _public_key(private_key: str) -> str:
    return Signer(private_key, "").public_key
