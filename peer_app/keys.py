"""Making the secrets this app needs, each into a file of its own that only its owner can read."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def make_missing(settings_dir: Path) -> list[str]:
    """Write each secret that `settings_dir` lacks (mode 0600); return the names written."""
    settings_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [name for name, make in _MAKERS.items() if _write_new(settings_dir / name, make)]


def new_sealing_key() -> str:
    """A P-256 private key for opening sealed records, as PKCS #8 PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def add_sealing_key(file: Path) -> None:
    """Put a new key for sealing behind those in `file`; see `_add_key`."""
    _add_key(file, new_sealing_key)


def add_vapid_key(file: Path) -> None:
    """Put a new key for push messages behind those in `file`; see `_add_key`."""
    _add_key(file, new_vapid_key)


def new_vapid_key() -> str:
    """A P-256 private key for VAPID (RFC 8292): its 32 bytes as unpadded base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _add_key(file: Path, make: Callable[[], str]) -> None:
    """Put a new key behind those in `file`, on the disk before anyone can see it.

    Raises FileExistsError with the file in the way when somebody else is at it.
    """
    beside = file.with_name(f"{file.name}.new")
    if not _write_new(beside, lambda: f"{file.read_text(encoding='utf-8').rstrip()}\n{make()}"):
        raise FileExistsError(beside)
    beside.replace(file)  # whoever reads it meanwhile has the old keys or the new, never half of them
    _to_disk(os.open(file.parent, os.O_RDONLY))


def _write_new(file: Path, make: Callable[[], str]) -> bool:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(os.dup(handle), "w", encoding="utf-8") as opened:
        opened.write(make())
    _to_disk(handle)
    return True


def _to_disk(handle: int) -> None:
    """What was sealed to a key that a power cut took away could never be opened. Closes `handle`."""
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "SEALING_KEYS": new_sealing_key,
    "VAPID_PRIVATE_KEY": new_vapid_key,
}
