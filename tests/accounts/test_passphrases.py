"""How passphrases are compared."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from peer_app.accounts import passphrases
from tests.factories import PASSPHRASE, make_account


def test_an_unknown_name_takes_as_long_as_a_known_one():
    """The hash it is compared with costs what a fresh one costs, also after argon2-cffi changes its mind."""
    assert not PasswordHasher().check_needs_rehash(passphrases._NOBODYS_HASH)


def test_without_a_hash_nothing_fits(app, monkeypatch):
    """Not even the passphrase that the hash for unknown names was made from, whoever may know that."""
    monkeypatch.setattr(passphrases, "_NOBODYS_HASH", passphrases.hashed(PASSPHRASE))
    assert not passphrases.fits(PASSPHRASE, None)
    assert not passphrases.fits(PASSPHRASE, "")


def test_a_flood_of_sign_ins_is_refused_at_once_and_the_queue_empties_again(app, client, monkeypatch):
    """As many hash and wait as may; the next one is told when to come back, and occupies no thread."""
    begun, may_end = Semaphore(0), Event()
    make_account(name="Ama")

    class Slow:
        def verify(self, *_: str) -> bool:
            begun.release()
            return may_end.wait(30)

    page = client.get("/sign-in").text

    def post() -> TestResponse:
        token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
        browser = app.test_client()
        browser._cookies = client._cookies
        return browser.post("/sign-in", data={"csrf_token": token, "name": "Ama", "passphrase": PASSPHRASE})

    monkeypatch.setattr(passphrases, "_hasher", Slow())
    with ThreadPoolExecutor(passphrases.AT_ONCE + passphrases.WAITING) as threads:
        queued = [threads.submit(_in_app, app, passphrases.fits) for _ in range(threads._max_workers)]
        for _ in range(passphrases.AT_ONCE):
            assert begun.acquire(timeout=30)
        while passphrases._queue._value:
            assert not any(it.done() for it in queued)
        refused = post()
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
        may_end.set()
        assert all(it.result() for it in queued)
    assert post().status_code == 302


def _in_app(app: Flask, fits: Callable[[str, str], bool]) -> bool:
    with app.app_context():
        return fits(PASSPHRASE, "kept")
