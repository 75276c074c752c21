"""A one-use link makes one account."""

from datetime import timedelta

from peer_app.accounts.models import Account, Invitation
from peer_app.core import clock
from peer_app.extensions import db
from tests.auditing_client import Page
from tests.factories import PASSPHRASE, enrol, make_account


def invite(role: str = "coordinator") -> str:
    _invitation, token = Invitation.create("Ama", role)
    db.session.commit()
    return token


def accept(client, token, **values):
    return client.submit(
        f"/invitations/{token}",
        action=f"/invitations/{token}/acceptance",
        **{"name": "Ama", "passphrase": PASSPHRASE} | values,
    )


def test_opening_the_link_does_not_use_it_up(client):
    token = invite()
    for _ in range(2):
        assert client.get(f"/invitations/{token}").status_code == 200
    assert accept(client, token).status_code == 302


def test_the_button_makes_an_account_and_signs_in(client):
    answer = accept(client, invite("peer"))
    assert answer.location == "/desk"
    assert client.get("/desk").status_code == 200
    account = db.session.query(Account).one()
    assert (account.name, account.role) == ("Ama", "peer")
    assert account.passphrase_hash.startswith("$argon2id$")
    assert PASSPHRASE not in account.passphrase_hash


def test_it_works_once(client):
    token = invite()
    accept(client, token)
    again = client.get(f"/invitations/{token}")
    assert again.status_code == 404
    assert "used up" in again.text


def test_it_ends_after_a_day(client, monkeypatch):
    token = invite()
    later = clock.now() + timedelta(hours=24, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(f"/invitations/{token}").status_code == 404


def test_a_short_passphrase_is_refused_and_the_link_stays(client):
    token = invite()
    answer = accept(client, token, passphrase="elevenchars")
    assert answer.status_code == 422
    assert "12 letters or more" in answer.text
    assert 'value="Ama"' in answer.text
    assert accept(client, token).status_code == 302


def test_a_taken_name_is_told(client):
    make_account(name="Ama")
    answer = accept(client, invite(), name="  aMA ")
    assert answer.status_code == 422
    assert "has that name already" in answer.text


def test_the_token_is_nowhere_in_the_database(app):
    token = invite()
    rows = db.session.execute(db.text("SELECT * FROM invitation")).all()
    assert token not in repr(rows)


def test_on_a_shared_tablet_it_neither_signs_in_nor_is_used_up(app, client):
    """The form was open before the tablet was set up."""
    token = invite()
    form = Page(client.get(f"/invitations/{token}").text).forms[-1]
    enrol(client)
    answer = client.post(form["action"], data=form["values"] | {"name": "Eve", "passphrase": PASSPHRASE})
    assert answer.status_code == 403
    assert "Nobody signs in on this tablet" in answer.text
    assert db.session.query(Account).filter_by(name="Eve").count() == 0
    assert accept(app.test_client(), token, name="Eve").status_code == 302
