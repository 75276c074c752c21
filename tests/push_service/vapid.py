"""Checks a VAPID header (RFC 8292) as a push service does, without the library the app signs with."""

from __future__ import annotations

import json
import re
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.push_service.encryption import from_base64url

_LONGEST = 24 * 60 * 60


class VapidError(Exception):
    """The header would be refused; ``status`` is the answer a push service gives."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def check(header: str | None, audience: str, server_key: str | None = None) -> dict[str, object]:
    """The claims of a good header.

    ``audience`` is the push service's own origin; ``server_key`` the application server key the
    subscription was made for (base64url), when there was one. Raises :class:`VapidError`: 401 for a
    header that is missing or not to be read, 403 for one that does not hold.
    """
    if not header:
        raise VapidError(401, "no Authorization header")
    scheme, _, rest = header.partition(" ")
    parts = dict(re.findall(r"([tk])=([A-Za-z0-9_.=-]+)", rest))
    if scheme.lower() != "vapid" or set(parts) != {"t", "k"}:
        raise VapidError(401, "not of the form 'vapid t=…, k=…'")
    try:
        signed, signature_text = parts["t"].rsplit(".", 1)
        head_text, claims_text = signed.split(".")
        head = json.loads(from_base64url(head_text))
        claims = json.loads(from_base64url(claims_text))
        signature = from_base64url(signature_text)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(parts["k"]))
    except ValueError as error:
        raise VapidError(401, f"the token can't be read: {error}") from None

    if head.get("alg") != "ES256" or len(signature) != 64:
        raise VapidError(403, "not signed with ES256")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), signed.encode("ascii"), ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise VapidError(403, "the signature does not hold") from None
    if claims.get("aud") != audience:
        raise VapidError(403, f"aud is {claims.get('aud')!r}, not {audience!r}")
    expires = claims.get("exp")
    if not isinstance(expires, int) or not time.time() < expires <= time.time() + _LONGEST:
        raise VapidError(403, "exp is past or more than 24 hours ahead")
    if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
        raise VapidError(403, "sub is neither mailto: nor https:")
    if server_key is not None and parts["k"].rstrip("=") != server_key.rstrip("="):
        raise VapidError(403, "signed with another key than the subscription was made for")
    return dict(claims)
