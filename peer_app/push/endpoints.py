"""Which push endpoints and keys are accepted.

A subscription is made by the browser and could name any address. So its endpoint is checked before it is kept, and
again before anything is sent there: only known push services, never an address inside our own network (SSRF).
"""

import base64
import binascii
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from peer_app.config import PUSH_SERVICES

LONGEST = 2048
_LONGEST_HOST = 253
# RFC 1035, section 2.3.4. No push service has an international name, and not every xn-- is one.
_LABEL = r"(?!xn--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_LABELS = re.compile(rf"{_LABEL}(\.{_LABEL})+")
#: Hosts that serve more than push: one of these paths, and one step below it, never up again.
_PATHS = {"fcm.googleapis.com": re.compile(r"/(fcm/send|wp)/[A-Za-z0-9_:~-][A-Za-z0-9_:~.%-]*")}
_DEFAULT_PORTS = {"https": 443, "http": 80}


def origin_of(endpoint: str) -> str | None:
    """`scheme://host[:port]` of an endpoint, lower case, the default port left out (RFC 6454).

    None when the address can't be trusted to mean one thing: not ASCII, with user info, without a host.
    """
    if not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint or "\\" in endpoint:
        return None
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is None or port == _DEFAULT_PORTS[parts.scheme]:
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{port}"


def is_acceptable(endpoint: str, extra_origins: Collection[str]) -> bool:
    """Whether messages may go to `endpoint` (see `acceptable_origin`)."""
    return acceptable_origin(endpoint, extra_origins) is not None


def acceptable_origin(endpoint: str, extra_origins: Collection[str]) -> str | None:
    """The origin of an `endpoint` that messages may go to; None for any other.

    It has to be https at a known push service (`config.PUSH_SERVICES`) on the default port;
    `extra_origins` (setting PUSH_EXTRA_ORIGINS) are exempt, each exactly as it stands there.
    """
    if len(endpoint) > LONGEST:
        return None
    origin = origin_of(endpoint)
    if origin is None or origin in extra_origins:
        return origin
    return origin if _is_known(origin, urlsplit(endpoint).path) else None


def _is_known(origin: str, path: str) -> bool:
    scheme, _, host = origin.partition("://")
    if scheme != "https" or len(host) > _LONGEST_HOST or not _LABELS.fullmatch(host):
        return False
    if host in _PATHS and not _PATHS[host].fullmatch(path):
        return False
    return any(_matches(host, known) for known in PUSH_SERVICES)


def is_point(text: str) -> bool:
    """Whether `text` is an uncompressed point on P-256, base64url."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(text))
    except ValueError:
        return False
    return len(decoded(text)) == 65


def is_secret(text: str) -> bool:
    """Whether `text` is 16 bytes, base64url."""
    try:
        return len(decoded(text)) == 16
    except ValueError:
        return False


def decoded(text: str) -> bytes:
    """The bytes of base64url with or without padding; `ValueError` for anything else."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _matches(host: str, known: str) -> bool:
    if known.startswith("*."):
        return host.endswith(known[1:])  # the dot stays: evil-push.apple.com is not push.apple.com
    return host == known
