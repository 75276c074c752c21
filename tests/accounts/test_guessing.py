"""Tries at one account are limited for all processes together, and its owner is not locked out."""

from datetime import timedelta

import pytest

from peer_app.accounts import guessing, known_browsers, passphrases
from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.core.rate_limits import RateCount, RateLimit
from peer_app.extensions import db, limiter
from tests.at_once import all_at_once
from tests.auditing_client import Page
from tests.factories import PASSPHRASE, make_account

TOO_MANY = "Too many tries with that name."


@pytest.fixture
def attack(app, monkeypatch):
    """`attack(name, networks)` tries wrong passphrases until each network is refused; how often they were checked.

    Flask-Limiter's own limit, which each process has for itself, is out of the way, as for an attacker with many.
    """
    monkeypatch.setattr(limiter, "enabled", False)
    monkeypatch.setattr(passphrases, "_NOBODYS_HASH", passphrases.hashed("a quick one"))

    def attack(name, networks):
        checked = 0
        for network in range(networks):
            browser = app.test_client()
            browser.environ_base["REMOTE_ADDR"] = f"192.0.2.{network}"
            form = Page(browser.get("/sign-in").text).forms[-1]["values"]
            status = 422
            while status == 422:
                data = form | {"name": name, "passphrase": f"wrong {checked}"}
                status = browser.post("/sign-in", data=data).status_code
                checked += status == 422
            assert status == 429
        return checked

    return attack


@pytest.mark.parametrize("name", ["Ama", "Nobody"])
def test_from_many_networks_no_more_than_the_limit_is_checked_whoever_has_that_name(app, client, attack, name):
    make_account()
    assert attack(name, networks=8) == guessing.AN_HOUR.most
    answer = client.submit("/sign-in", name=name, passphrase=PASSPHRASE)
    assert answer.status_code == 429
    assert TOO_MANY in answer.text
    assert f'value="{name}"' in answer.text, "the name is not lost"


def test_refused_no_passphrase_is_looked_at(app, client, attack, monkeypatch):
    """Neither the time nor the answer tells whether it would have been right."""
    make_account()
    attack("Ama", networks=4)
    monkeypatch.setattr(passphrases, "fits", lambda *_: pytest.fail("was looked at"))
    for name in ("Ama", "AMA ", "ama"):
        assert client.submit("/sign-in", name=name, passphrase=PASSPHRASE).status_code == 429


def test_one_network_does_not_use_it_up_for_the_others(client, attack):
    make_account()
    assert attack("Ama", networks=1) == guessing.FROM_ONE_NETWORK.most
    assert client.submit("/sign-in", name="Ama", passphrase=PASSPHRASE).status_code == 302


def test_nor_does_one_name_for_another(client, attack):
    make_account()
    make_account("peer", "Joe")
    attack("Ama", networks=4)
    assert client.submit("/sign-in", name="Joe", passphrase=PASSPHRASE).status_code == 302


def test_it_ends_with_the_hour_and_there_is_a_limit_for_a_day(client, attack, monkeypatch):
    make_account()
    start, checked = clock.now(), 0
    for hour in range(6):
        monkeypatch.setattr(clock, "now", lambda hour=hour: start + timedelta(hours=hour, seconds=hour))
        checked += attack("Ama", networks=5)
    assert checked == guessing.A_DAY.most
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=25))
    assert client.submit("/sign-in", name="Ama", passphrase=PASSPHRASE).status_code == 302


def test_many_at_once_are_not_checked_more_often(app, attack):
    limit, tries = RateLimit(5), 20

    def take(_number):
        taken = limit.take("one door")
        db.session.commit()
        return taken

    assert all_at_once(app, take, tries).count(True) == limit.most
    assert db.session.query(RateCount).one().count == tries


def test_who_signs_in_often_is_not_counted(app):
    make_account()
    for _ in range(guessing.FROM_ONE_NETWORK.most + 3):
        assert app.test_client().submit("/sign-in", name="Ama", passphrase=PASSPHRASE).status_code == 302
        limiter.reset()


class TestTheOwner:
    @pytest.fixture
    def phone(self, app, sign_in):
        """A phone on which Ama and then Joe signed in, and out again."""
        phone = app.test_client()
        sign_in(phone)
        phone.submit("/desk", action="/sign-out")
        sign_in(phone, name="Joe")
        phone.submit("/desk", action="/sign-out")
        return phone

    def test_is_let_in_where_they_signed_in_before(self, phone, attack):
        for name in ("Ama", "Joe"):
            attack(name, networks=4)
            assert phone.submit("/sign-in", name=name, passphrase=PASSPHRASE).status_code == 302
            phone.submit("/desk", action="/sign-out")

    def test_a_stolen_phone_guesses_no_more_than_its_own_limit(self, phone, attack):
        attack("Ama", networks=4)
        form = Page(phone.get("/sign-in").text).forms[-1]["values"] | {"name": "Ama", "passphrase": "wrong"}
        answers = [phone.post("/sign-in", data=form).status_code for _ in range(guessing.IN_A_KNOWN_BROWSER.most + 3)]
        assert answers == [422] * guessing.IN_A_KNOWN_BROWSER.most + [429] * 3

    @pytest.mark.parametrize("change", ["passphrase", "another's entry", "made up", "half", "many made up"])
    def test_not_by_a_cookie_that_is_not_theirs_any_more(self, phone, attack, change):
        attack("Ama", networks=4)
        kept = phone.get_cookie("b").value
        if change == "passphrase":
            kept = passphrases.hashed("another one altogether")
            Account.named("Ama").passphrase_hash = kept
            db.session.commit()
        else:
            value = {"another's entry": kept.split(".")[0], "made up": "A" * 43, "half": kept[:40] + "é"}
            phone.set_cookie("b", value.get(change, ".".join(["A" * 43] * 80)))
        assert phone.submit("/sign-in", name="Ama", passphrase=PASSPHRASE).status_code == 429

    def test_the_cookie_says_nothing_to_whoever_holds_the_phone(self, phone):
        cookie = phone.get_cookie("b")
        assert cookie.http_only
        assert cookie.same_site == "Lax"
        assert cookie.max_age == int(known_browsers.LASTS.total_seconds())
        entries = cookie.value.split(".")
        assert [len(entry) for entry in entries] == [43, 43]
        for account in db.session.query(Account):
            assert known_browsers.entry_of(cookie.value, account) in entries
            assert account.name not in cookie.value

    def test_one_browser_is_known_for_no_more_than_a_few(self, app):
        kept = None
        for number in range(known_browsers.MOST_ACCOUNTS + 2):
            kept = known_browsers.with_entry(kept, make_account(name=f"No {number}"))
        assert len(kept.split(".")) == known_browsers.MOST_ACCOUNTS
        again = known_browsers.with_entry(kept, Account.named("No 6"))
        assert len(set(again.split(".")) & set(kept.split("."))) == known_browsers.MOST_ACCOUNTS - 1
