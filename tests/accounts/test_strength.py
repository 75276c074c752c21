"""What is easy to guess is no passphrase, wherever one is chosen."""

import pytest

from peer_app.accounts import strength
from peer_app.accounts.models import Account, Invitation
from peer_app.accounts.strength import is_easy_to_guess
from peer_app.core.languages import LANGUAGES
from peer_app.extensions import db
from peer_app.organisation.models import Organisation

EASY = [
    "aaaaaaaaaaaa",
    "abababababab",
    "............",
    "😀😀😀😀😀😀😀😀😀😀😀😀",
    "qwertyuiopasdf",
    "123456789012",
    "2026-12-01 2026-12-01",
    "password password",
    "PASSWORD Password 1",
    "p@ssw0rd p@ssw0rd",
    "passphrase passphrase",
    "مرحبا مرحبا مرحبا",
    "sto lat sto lat",
    "x" * 500,
    # the person
    "Zainab Mensah",
    "zainab mensah 2026",
    "Ｚainab Ｍensah",
    "Z-a-i-n-a-b-M-e-n-s-a-h",
    "zainabzainab",
    "Zainab Mensah!!!",
    # the organisation, and the app
    "Living Well Network",
    "livingwellnetwork1",
    "living_well_lambeth",
    "Zainab Living Well",
    "peer support app",
    "peer-supporter",
    "coordinator coordinator",
]
GOOD = [
    "correct horse battery",
    "kettle parrot cloud",
    "quatro gatos na janela",
    "cielo azul tres",
    "cztery koty na dachu",
    "قطة بيضاء فوق السطح",
    "jV8#kq2!Lw0z",
]
NAME = "Zainab Mensah"


@pytest.fixture
def ours(app):
    us = Organisation(id=1, name="Living Well Network Lambeth", short_name="LWN")
    db.session.add(us)
    db.session.commit()


def accept(client, passphrase):
    _invitation, token = Invitation.create(NAME, "peer")
    db.session.commit()
    address = f"/invitations/{token}"
    return client.submit(address, action=f"{address}/acceptance", name=NAME, passphrase=passphrase)


@pytest.mark.pages
@pytest.mark.parametrize("passphrase", EASY)
def test_one_that_is_easy_to_guess_is_refused_with_what_to_do_instead(client, ours, passphrase):
    answer = accept(client, passphrase)
    assert answer.status_code == 422
    assert answer.text.count("That one is easy to guess. Take four words") == 2
    assert f'value="{NAME}"' in answer.text
    assert passphrase not in answer.text.replace(NAME, "")
    assert db.session.query(Account).count() == 0


@pytest.mark.pages
@pytest.mark.parametrize("passphrase", GOOD)
def test_a_good_one_is_taken_in_every_script(client, ours, passphrase):
    assert accept(client, passphrase).status_code == 302


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_it_is_said_in_each_language(client, ours, language):
    _invitation, token = Invitation.create(NAME, "peer")
    db.session.commit()
    address = f"/invitations/{token}"
    form = {"name": NAME, "passphrase": EASY[0]}
    values = client.get(address).text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    answer = client.post(f"{address}/acceptance?in={language}", data=form | {"csrf_token": values})
    assert answer.status_code == 422
    assert "easy to guess" not in answer.text


def test_the_work_is_bounded_however_long_it_is(monkeypatch):
    looked_at = []
    monkeypatch.setattr(strength, "_score", lambda text, _known: looked_at.append(text) or 4)
    assert not is_easy_to_guess("pa4s5w0rd@$1!" * 4000)
    import zxcvbn

    monkeypatch.undo()
    lengths = []
    monkeypatch.setattr(zxcvbn, "zxcvbn", lambda text, _known: lengths.append(len(text)) or {"score": 4})
    assert not is_easy_to_guess("pa4s5w0rd@$1!" * 4000)
    assert lengths == [strength.LOOKED_AT, strength.LOOKED_AT]
