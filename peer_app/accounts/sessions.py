"""Who is signed in with this request: the cookie holds a token, the database its hash."""

from flask import session
from flask_login import login_user

from peer_app.accounts.models import Account, SignIn
from peer_app.extensions import db

_TOKEN = "sign_in"  # noqa: S105 – the name of a field


def start(account: Account) -> None:
    """Sign `account` in, in a session of its own; commits.

    A session that this browser had before ends in the database, too: a copy of its cookie opens nothing any more.
    """
    SignIn.end(_token())
    token = SignIn.start(account)
    db.session.commit()
    session.clear()
    session.permanent = True
    session[_TOKEN] = token
    login_user(account)


def end() -> None:
    """Sign out: a copy of the cookie is worth nothing from now on; commits."""
    SignIn.end(_token())
    db.session.commit()
    session.clear()


def account_of(_account_id: str) -> Account | None:
    """The account of this request's session, unless that has ended (for Flask-Login)."""
    return SignIn.account_of(_token())


def _token() -> str:
    """What this request's cookie holds; empty where nobody is signed in."""
    token = session.get(_TOKEN)
    return token if isinstance(token, str) else ""
