"""Opening what devices sealed: HPKE (RFC 9180), DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.

`enc` (65 bytes) and ciphertext follow each other; `info` binds them to the record's id and kind.
"""

import base64
import hashlib
import logging
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from flask import Flask, current_app

from peer_app.config import ConfigError
from peer_app.sync.kinds import NeedsALook
from peer_app.sync.reasons import NOT_OPENED, UNKNOWN_KEY

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

_log = logging.getLogger(__name__)
_EXTENSION = "sealing_keys"
_PEM = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


@dataclass(frozen=True)
class SealingKey:
    """A private key, the name it goes by on the wire, and its public half as base64url."""

    id: str
    public_key: str
    private_key: EllipticCurvePrivateKey


class Keys:
    """The keys of one app. A file that has changed since is read again, so that a rotation needs no restart."""

    def __init__(self, given: str, file: Path | None) -> None:
        self._file, self._keys = file, _read(given)
        # Read again at the first use: it may have changed since `given` was read.
        self._stamp: tuple[int, int] | None = None

    def all(self) -> dict[str, SealingKey]:
        """Every key by its name, oldest first."""
        stamp = _stamp_of(self._file)
        if self._file and stamp not in {None, self._stamp}:
            try:
                self._keys = _read(self._file.read_text(encoding="utf-8"))
                self._stamp = stamp
            except (OSError, ConfigError):
                _log.exception("The sealing keys could not be read again; those of before are used.")
        return self._keys


def init_app(app: Flask) -> None:
    """Read the keys, so that a broken one stops the start and not a van."""
    app.extensions[_EXTENSION] = Keys(app.config["SEALING_KEYS"], app.config["SEALING_KEYS_FILE"])


def all_keys() -> list[SealingKey]:
    """Every key, oldest first: devices seal to the last one."""
    return list(keys_by_id().values())


def keys_by_id() -> dict[str, SealingKey]:
    """Every key by its name. Looks whether they changed: ask once for a batch."""
    keys: Keys = current_app.extensions[_EXTENSION]
    return keys.all()


def _read(text: str) -> dict[str, SealingKey]:
    keys = [_key(pem) for pem in _PEM.findall(text)]
    if not keys:
        raise ConfigError("PEER_APP_SEALING_KEYS holds no key. Put a P-256 private key in PEM there.")
    return {key.id: key for key in keys}


def _stamp_of(file: Path | None) -> tuple[int, int] | None:
    """Changes with the file; None where there is none to look at."""
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_ino) if found else None


def info(record_id: str, kind: str) -> bytes:
    """What the sealed bytes are bound to."""
    return f"peer_app records v1|{record_id}|{kind}".encode()


def open_sealed(record_id: str, kind: str, key: SealingKey | None, sealed: bytes) -> bytes:
    """The bytes that were sealed for this id and kind; raises NeedsALook, also where there is no such key."""
    if key is None:
        raise NeedsALook(UNKNOWN_KEY)
    try:
        return SUITE.decrypt(sealed, key.private_key, info=info(record_id, kind))
    except (InvalidTag, ValueError) as error:
        raise NeedsALook(NOT_OPENED) from error


def _key(pem: str) -> SealingKey:
    try:
        private_key = load_pem_private_key(pem.encode(), password=None)
    except ValueError as error:
        raise ConfigError("PEER_APP_SEALING_KEYS holds a key that can't be read. Give PKCS #8 PEM.") from error
    if not isinstance(private_key, EllipticCurvePrivateKey) or not isinstance(private_key.curve, SECP256R1):
        raise ConfigError("PEER_APP_SEALING_KEYS holds a key of another kind. Give P-256 keys.")
    point = private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    public_key = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
    return SealingKey(hashlib.sha256(point).hexdigest()[:16], public_key, private_key)
