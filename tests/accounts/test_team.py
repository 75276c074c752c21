"""Coordinators invite, see who is there, and let people go."""

from peer_app.accounts.models import Account
from peer_app.extensions import db
from tests.factories import PASSPHRASE, make_account


def test_inviting_shows_a_link_once(client, sign_in):
    sign_in(client, role="coordinator")
    assert client.submit("/team", name="Joe", role="peer").location == "/team"
    assert client.get("/team").text.count("/invitations/") == 1
    assert "/invitations/" not in client.get("/team").text


def test_who_has_left_is_out_at_once_and_the_name_is_free(app, client, sign_in):
    sign_in(client, role="coordinator")
    joe, phone = make_account("peer", "Joe"), app.test_client()
    phone.submit("/sign-in", name="Joe", passphrase=PASSPHRASE)
    client.submit("/team", action=f"/team/{joe.id}/departure")
    assert "can’t sign in any more" in client.get("/team").text
    assert phone.get("/desk").status_code == 302
    assert phone.submit("/sign-in", name="Joe", passphrase=PASSPHRASE).status_code == 422
    assert not Account.is_taken("Joe")
    assert db.session.get(Account, joe.id).name == "Joe"


def test_the_last_one_cannot_shut_the_door_behind_themselves(client, sign_in):
    account = sign_in(client, role="coordinator")
    client.submit("/team", action=f"/team/{account.id}/departure")
    assert "Ask another coordinator" in client.get("/team").text


def test_it_is_not_for_peer_supporters(client, sign_in):
    sign_in(client, role="peer")
    assert client.get("/team").status_code == 403
