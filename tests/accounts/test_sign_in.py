"""A name and a passphrase, and nothing that tells a stranger which names exist."""

import subprocess
import sys
from datetime import timedelta

import pytest

from peer_app.accounts import passphrases
from peer_app.accounts.models import Invitation, SignIn
from peer_app.core import clock
from peer_app.extensions import db
from tests.at_once import AT_ONCE, all_at_once
from tests.auditing_client import Page
from tests.factories import PASSPHRASE, make_account
from tests.served import ROOT


def sign_in_as(client, name="Ama", passphrase=PASSPHRASE, to="/sign-in"):
    return client.submit(to, name=name, passphrase=passphrase)


def test_the_right_passphrase_signs_in(client):
    make_account(name="Ama")
    assert sign_in_as(client, "ama").location == "/desk"
    assert "Hello, Ama" in client.get("/desk").text


@pytest.mark.parametrize(("name", "passphrase"), [("Ama", "wrong horse battery"), ("Nobody", PASSPHRASE)])
def test_a_wrong_one_says_the_same_for_every_name(client, name, passphrase):
    make_account(name="Ama")
    answer = sign_in_as(client, name, passphrase)
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert passphrase not in answer.text
    assert client.get("/desk").status_code == 302


@pytest.mark.parametrize("wanted", ["/van", "/people", "/leaflets/new?listing=event:1"])
def test_it_leads_where_the_person_was_going(client, wanted):
    make_account(name="Ama")
    assert sign_in_as(client, to="/sign-in?next=" + wanted).location == wanted


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/%09/evil.example", "javascript:alert(1)"],
)
def test_it_never_leads_to_another_site(client, elsewhere):
    make_account(name="Ama")
    assert sign_in_as(client, to="/sign-in?next=" + elsewhere).location == "/desk"


def test_signing_out_ends_it_for_a_copy_of_the_cookie_too(client, sign_in):
    sign_in(client)
    copy = client.get_cookie("session").value
    client.submit("/desk", action="/sign-out")
    assert client.get("/desk").status_code == 302
    client.set_cookie("session", copy)
    assert client.get("/desk").status_code == 302


class TestASecondSignInInOneBrowser:
    @pytest.mark.parametrize("name", ["Ama", "Joe"], ids=["as the same", "as somebody else"])
    def test_it_ends_the_session_before(self, client, sign_in, name):
        sign_in(client)
        if name != "Ama":
            make_account("peer", name)
        before = client.get_cookie("session").value
        form = Page(client.get("/you").text).forms[0]["values"]
        answer = client.post("/sign-in", data=form | {"name": name, "passphrase": PASSPHRASE})
        assert answer.status_code == 302
        after = client.get_cookie("session").value
        assert f">{name}</a>" in client.get("/desk").text
        client.set_cookie("session", before)
        assert client.get("/desk").status_code == 302, "a copy of the cookie before is worth nothing"
        client.set_cookie("session", after)
        assert client.get("/desk").status_code == 200
        assert db.session.query(SignIn).count() == 1

    def test_by_an_invitation_too(self, client, sign_in):
        sign_in(client)
        before = client.get_cookie("session").value
        _invitation, token = Invitation.create("Joe", "peer")
        db.session.commit()
        address = f"/invitations/{token}"
        client.submit(address, action=f"{address}/acceptance", name="Joe", passphrase=PASSPHRASE)
        client.set_cookie("session", before)
        assert client.get("/desk").status_code == 302

    def test_twice_at_once_both_end_it_and_neither_fails(self, app, client, sign_in):
        sign_in(client)
        form = Page(client.get("/you").text).forms[0]["values"] | {"name": "Ama", "passphrase": PASSPHRASE}
        before = client.get_cookie("session").value

        def again(_number):
            browser = app.test_client()
            browser.set_cookie("session", before)
            return browser.post("/sign-in", data=form).status_code

        assert all_at_once(app, again) == [302] * AT_ONCE
        client.set_cookie("session", before)
        assert client.get("/desk").status_code == 302


def test_it_lasts_one_shift_from_signing_in(client, sign_in, monkeypatch):
    sign_in(client)
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=11, minutes=59))
    assert client.get("/desk").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=12, seconds=1))
    assert client.get("/desk").status_code == 302


def test_nobody_waits_for_the_database_while_a_passphrase_is_checked(client, monkeypatch):
    """Argon2 takes a while; a tablet that sends its records meanwhile must not find the database locked."""
    make_account(name="Ama")

    def verify(*_args):
        assert not db.session().in_transaction()
        return True

    monkeypatch.setattr(passphrases._hasher.__class__, "verify", verify)
    monkeypatch.setattr(passphrases._hasher.__class__, "hash", lambda *_args: verify() and "a hash")
    assert sign_in_as(client).status_code == 302
    _invitation, token = Invitation.create("Joe", "peer")
    address = f"/invitations/{token}"
    answer = client.submit(address, action=f"{address}/acceptance", name="Joe", passphrase=PASSPHRASE)
    assert answer.location == "/desk"


def test_ending_all_sessions_ends_a_stolen_one(client, sign_in):
    account = sign_in(client)
    account.end_sessions()
    db.session.commit()
    assert client.get("/desk").status_code == 302


def test_a_form_without_a_token_is_refused(client, sign_in):
    sign_in(client)
    assert client.post("/sign-out").status_code == 400
    assert client.get("/desk").status_code == 200


def test_another_site_cannot_post_even_with_a_token(client, sign_in):
    sign_in(client)
    token = Page(client.get("/desk").text).forms[0]["values"]
    del client.environ_base["HTTP_SEC_FETCH_SITE"]
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        assert client.post("/sign-out", data=token, headers=headers).status_code == 403


def test_passphrases_are_hashed_slowly_as_rfc_9106_says():
    """In a process of its own, because the tests' own hashes are quick."""
    code = "from peer_app.accounts import passphrases; print(passphrases._hasher.hash('correct horse battery'))"
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
