"""Coordinators invite, see who is there, and let people go."""

from peer_app.accounts import passphrases
from peer_app.accounts.models import Account, SignIn
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


def test_nobody_signs_in_as_who_has_left(client, sign_in, monkeypatch):
    """Not even with the passphrase that the check against timing was made of, whoever may know that."""
    sign_in(client, role="coordinator")
    joe = make_account("peer", "Joe")
    joe.leave()
    db.session.commit()
    monkeypatch.setattr(passphrases, "_NOBODYS_HASH", passphrases.hashed(PASSPHRASE))
    for name in ("Joe", joe.name_key, "Nobody"):
        assert Account.with_passphrase(name, PASSPHRASE) is None, name


def test_no_name_keeps_somebody_from_leaving(client, sign_in):
    """The name that takes the place of theirs is one that nobody can choose first."""
    sign_in(client, role="coordinator")
    joe = make_account("peer", "Joe")
    for name in (f"{joe.id} has left", f"LEFT {joe.id}", f"left {joe.id}"):
        if not Account.is_taken(name):
            make_account("peer", name)
    client.submit("/team", action=f"/team/{joe.id}/departure")
    assert db.session.get(Account, joe.id).left_at is not None


def test_a_session_made_while_its_account_leaves_opens_nothing(app):
    joe = make_account("peer", "Joe")
    joe.leave()
    token = SignIn.start(joe)
    db.session.commit()
    assert SignIn.account_of(token) is None


def test_the_last_one_cannot_shut_the_door_behind_themselves(client, sign_in):
    account = sign_in(client, role="coordinator")
    client.submit("/team", action=f"/team/{account.id}/departure")
    assert "Ask another coordinator" in client.get("/team").text


def test_it_is_not_for_peer_supporters(client, sign_in):
    sign_in(client, role="peer")
    assert client.get("/team").status_code == 403


def test_a_coordinator_names_a_safeguarding_lead_and_ends_it(app, client, sign_in):
    sign_in(client, role="coordinator")
    joe, phone = make_account("peer", "Joe"), app.test_client()
    phone.submit("/sign-in", name="Joe", passphrase=PASSPHRASE)
    assert "Choose a safeguarding lead" in client.get("/desk").text
    assert "Nobody is a safeguarding lead yet" in client.get("/team").text
    assert phone.get("/concerns").status_code == 403

    client.submit("/team", action=f"/team/{joe.id}/safeguarding")
    page = client.get("/team").text
    assert "Joe is a safeguarding lead now" in page
    assert "Nobody is a safeguarding lead yet" not in page
    card = page.split("<strong>Joe</strong>")[1].split("</li>")[0]
    assert "<br>Safeguarding lead" in card
    assert "Choose a safeguarding lead" not in client.get("/desk").text
    assert phone.get("/concerns").status_code == 200
    assert client.get("/concerns").status_code == 403

    client.submit("/team", action=f"/team/{joe.id}/safeguarding/end")
    assert "Joe is no safeguarding lead any more" in client.get("/team").text
    assert phone.get("/concerns").status_code == 403


def test_being_a_lead_ends_with_leaving(client, sign_in):
    sign_in(client, role="coordinator")
    joe = make_account("peer", "Joe")
    client.submit("/team", action=f"/team/{joe.id}/safeguarding")
    token = client.get("/team").text.split('name="csrf_token" value="')[1].split('"')[0]
    client.submit("/team", action=f"/team/{joe.id}/departure")
    assert Account.lead_ids() == set()
    assert client.post(f"/team/{joe.id}/safeguarding", data={"csrf_token": token}).status_code == 404
    assert not db.session.get(Account, joe.id).is_safeguarding_lead
    assert "Choose a safeguarding lead" in client.get("/desk").text


def test_only_coordinators_name_leads(client, sign_in):
    account = sign_in(client, role="peer")
    token = client.get("/worried").text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    assert client.post(f"/team/{account.id}/safeguarding", data={"csrf_token": token}).status_code == 403
    assert Account.lead_ids() == set()
