"""Who we are, for push services (VAPID, RFC 8292).

After a rotation there are several keys. A browser's subscription takes messages signed with the one it
was made for and no other, so older keys sign for older subscriptions until those are refreshed.
"""

import base64
import time
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask, current_app
from py_vapid import Vapid02

from peer_app.config import ConfigError

_LASTS = 12 * 60 * 60
_RENEW = 60 * 60


class Signer:
    """Signs once per push service and key, and uses it again for hours."""

    def __init__(self, private_keys: str, contact: str) -> None:
        """`private_keys`: raw, base64url, white space between, oldest first."""
        made = [Vapid02.from_raw(key.encode()) for key in private_keys.split()]
        self._keys = {_public_half(key): key for key in made}
        self._contact = contact
        self._signed: dict[tuple[str, str], tuple[float, str]] = {}

    @property
    def public_keys(self) -> list[str]:
        """The public half of every key, oldest first."""
        return list(self._keys)

    @property
    def public_key(self) -> str:
        """What pages hand to `subscribe()` as applicationServerKey: an uncompressed point, base64url."""
        return self.public_keys[-1]

    def authorization(self, origin: str, public_key: str | None = None) -> str:
        """The Authorization header for every message to one push service (`aud` is its origin).

        `public_key`: which of our keys the subscription was made for; one that never said is from before
        there was a second, one that we do not know may have been made for the newest.
        """
        ours = public_key or self.public_keys[0]
        if ours not in self._keys:
            ours = self.public_key
        expires, header = self._signed.get((origin, ours), (0.0, ""))
        if expires - time.time() < _RENEW:
            expires = int(time.time()) + _LASTS
            claims = {"aud": origin, "sub": self._contact, "exp": int(expires)}
            header = str(self._keys[ours].sign(claims)["Authorization"])
            self._signed[origin, ours] = (expires, header)
        return header


def init_app(app: Flask) -> None:
    """Read the keys, so that a broken one stops the start and not somebody's reminder."""
    try:
        _public_halves(app.config["VAPID_PRIVATE_KEY"])[-1]
    except (ValueError, IndexError):
        raise ConfigError(
            "PEER_APP_VAPID_PRIVATE_KEY holds no key. Put a raw P-256 private key in base64url there."
        ) from None


def application_server_key() -> str:
    """The public key that new subscriptions are made for."""
    return public_keys()[-1]


def public_keys() -> tuple[str, ...]:
    """The public half of every key of the running app, oldest first."""
    return _public_halves(current_app.config["VAPID_PRIVATE_KEY"])


@lru_cache(maxsize=4)
def _public_halves(private_keys: str) -> tuple[str, ...]:
    return tuple(Signer(private_keys, "").public_keys)


def _public_half(key: Vapid02) -> str:
    point = key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
