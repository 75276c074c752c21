"""Hashing passphrases: Argon2id with the RFC 9106 low-memory parameters (64 MiB, a tenth of a second).

It is slow on purpose, so nobody may wait for the database meanwhile, and only two run at a time:
more would take memory by the gigabyte and not be faster.
"""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from peer_app.extensions import db

SHORTEST, LONGEST = 12, 500

_hasher = PasswordHasher()
_room = BoundedSemaphore(2)
# Checked when a name is unknown, so that the time it takes does not tell. Of a passphrase nobody knows;
# written down, because making it would slow every start.
_NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$2rdfUSWwtmHZctV6J99oWA$oWZGg6FKFXF3t7iuJ/DhbK4JW584faq16Fc6LIcJr7M"


def hashed(passphrase: str) -> str:
    """The hash to keep. Ends the transaction first: it must hold no changes."""
    db.session.rollback()
    with _room:
        return _hasher.hash(passphrase)


def fits(passphrase: str, kept: str | None) -> bool:
    """Whether `passphrase` is the one that the hash `kept` was made from; never without a hash.

    Ends the transaction first: it must hold no changes.
    """
    db.session.rollback()
    with _room:
        try:
            _hasher.verify(kept or _NOBODYS_HASH, passphrase)
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)
