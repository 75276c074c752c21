"""How passphrases are compared."""

from argon2 import PasswordHasher

from peer_app.accounts import passphrases


def test_an_unknown_name_takes_as_long_as_a_known_one():
    """The hash it is compared with costs what a fresh one costs, also after argon2-cffi changes its mind."""
    assert not PasswordHasher().check_needs_rehash(passphrases._NOBODYS_HASH)
