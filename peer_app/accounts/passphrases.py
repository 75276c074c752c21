"""Hashing passphrases: Argon2id with the RFC 9106 low-memory parameters (64 MiB, a tenth of a second).

It is slow on purpose, so nobody may wait for the database meanwhile, and only two run at a time:
more would take memory by the gigabyte and not be faster. A few more may wait for their turn; a flood of sign-ins is
refused, so that it never occupies the threads that everybody else needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from werkzeug.exceptions import ServiceUnavailable

from peer_app.extensions import db

SHORTEST, LONGEST = 12, 500

_hasher = PasswordHasher()
#: How many are hashed at a time, and how many more may wait: a second's work, on a slow machine.
AT_ONCE, WAITING = 2, 8
_hashing = BoundedSemaphore(AT_ONCE)
_queue = BoundedSemaphore(AT_ONCE + WAITING)
# Checked when a name is unknown, so that the time it takes does not tell. Of a passphrase nobody knows;
# written down, because making it would slow every start.
_NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$2rdfUSWwtmHZctV6J99oWA$oWZGg6FKFXF3t7iuJ/DhbK4JW584faq16Fc6LIcJr7M"


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for a turn at hashing. Raises ServiceUnavailable at once when too many wait already."""
    if not _queue.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=2)
    try:
        with _hashing:
            yield
    finally:
        _queue.release()


def hashed(passphrase: str) -> str:
    """The hash to keep. Ends the transaction first: it must hold no changes.

    Raises ServiceUnavailable when too many are being hashed just now.
    """
    db.session.rollback()
    with _turn():
        return _hasher.hash(passphrase)


def fits(passphrase: str, kept: str | None) -> bool:
    """Whether `passphrase` is the one that the hash `kept` was made from; never without a hash.

    Ends the transaction first: it must hold no changes. Raises ServiceUnavailable as `hashed` does.
    """
    db.session.rollback()
    with _turn():
        try:
            _hasher.verify(kept or _NOBODYS_HASH, passphrase)
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)
