"""How passphrases are compared."""

from argon2 import PasswordHasher

from peer_app.accounts import passphrases
from tests.factories import PASSPHRASE


def test_an_unknown_name_takes_as_long_as_a_known_one():
    """The hash it is compared with costs what a fresh one costs, also after argon2-cffi changes its mind."""
    assert not PasswordHasher().check_needs_rehash(passphrases._NOBODYS_HASH)


def test_without_a_hash_nothing_fits(app, monkeypatch):
    """Not even the passphrase that the hash for unknown names was made from, whoever may know that."""
    monkeypatch.setattr(passphrases, "_NOBODYS_HASH", passphrases.hashed(PASSPHRASE))
    assert not passphrases.fits(PASSPHRASE, None)
    assert not passphrases.fits(PASSPHRASE, "")
