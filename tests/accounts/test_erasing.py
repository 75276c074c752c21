"""What is over is not kept: sessions, and invitations with the names in them."""

from datetime import timedelta

from peer_app.accounts import jobs
from peer_app.accounts.models import INVITATION_LASTS, SIGN_IN_LASTS, Invitation, SignIn
from peer_app.core import clock
from peer_app.extensions import db
from tests.factories import make_account


def test_a_session_is_erased_once_it_is_over(app, monkeypatch):
    old = SignIn.start(make_account())
    db.session.commit()
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + SIGN_IN_LASTS + timedelta(seconds=1))
    new = SignIn.start(make_account(name="Joe"))
    db.session.commit()
    jobs.erase()
    assert SignIn.account_of(new).name == "Joe"
    assert db.session.query(SignIn).count() == 1, f"only {old} is gone"


def test_an_invitation_is_erased_once_nobody_can_accept_it(app, monkeypatch):
    make_account()  # by an invitation that was accepted
    Invitation.create("Joe", "peer")
    db.session.commit()
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + INVITATION_LASTS + timedelta(seconds=1))
    Invitation.create("Eve", "peer")
    db.session.commit()
    jobs.erase()
    assert [invitation.name for invitation in db.session.query(Invitation)] == ["Eve"]
