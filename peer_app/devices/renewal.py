"""/sync/challenges and /sync/sessions: a device whose cookie is gone proves with its key which one it is."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Blueprint, current_app, jsonify
from itsdangerous import BadData, TimestampSigner
from werkzeug.wrappers import Response

from peer_app.core import codes
from peer_app.core.access import access, public
from peer_app.core.errors import problem
from peer_app.core.requests import sent_json
from peer_app.devices import cookies
from peer_app.devices.models import Device
from peer_app.extensions import csrf, db, limiter

bp = Blueprint("renewal", __name__)

#: Seconds: longer than a slow line takes, too short to be of use to whoever finds one.
CHALLENGE_LASTS = 120
#: Bytes of ECDSA's r and of its s on P-256, as WebCrypto gives them one after the other.
_HALF = 32


@bp.post("/sync/challenges")
@csrf.exempt
@access(public)
@limiter.limit("30/minute")
def challenge() -> Response:
    """A text for the device to sign: 201 with `{"challenge"}`."""
    response = jsonify(challenge=_signer().sign(codes.new_token()).decode())
    response.status_code = 201
    return response


@bp.post("/sync/sessions")
@csrf.exempt
@access(public)
@limiter.limit("30/minute")
def renew() -> Response:
    """A device signed a challenge (`{"challenge", "public_key", "signature"}`): 201 with the device's name, and a new
    cookie. 404 when the challenge is not ours or too old, the signature is wrong, or no device in use has that key.
    """
    sent = sent_json()
    parts = [sent.get(name) if isinstance(sent, dict) else None for name in ("challenge", "public_key", "signature")]
    is_proof = all(isinstance(part, str) for part in parts) and _proves(*map(str, parts))
    found = Device.of_public_key(str(parts[1])) if is_proof else None
    if found is None:
        return problem(404, "Set this device up first.")
    token, name = found.new_token(), found.name
    db.session.commit()
    response = jsonify(name=name)
    response.status_code = 201
    cookies.give(response, token)
    return response


def is_public_key(sent: object) -> bool:
    """Whether it is a point of P-256: uncompressed, as unpadded base64url."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(sent if isinstance(sent, str) else ""))
    except ValueError:
        return False
    return True


def _proves(text: str, public_key: str, signature: str) -> bool:
    """Whether the holder of that key signed a challenge of ours (ECDSA on P-256 with SHA-256) just now."""
    try:
        _signer().unsign(text, max_age=CHALLENGE_LASTS)
        both = _decode(signature)
        pair = encode_dss_signature(int.from_bytes(both[:_HALF]), int.from_bytes(both[_HALF:]))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(public_key))
        key.verify(pair, text.encode(), ec.ECDSA(SHA256()))
    except (BadData, InvalidSignature, ValueError):
        return False
    return True


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="device-challenge")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, UnicodeError) as error:
        raise ValueError(text) from error
