"""Browsers in which an account has signed in before: they may still try while strangers have used up its limit.

The protocol is OWASP's "Slow Down Online Guessing Attacks with Device Cookies". The cookie lets nobody in: it only
counts tries by itself. It holds one entry for each account: a random number and a keyed hash of that number, the
account and its passphrase's hash. So it shows no name, and a new passphrase or leaving the team ends it.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import current_app

from peer_app.accounts.models import Account

COOKIE_SETTING = "KNOWN_BROWSER_COOKIE_NAME"
#: Browsers keep no cookie for longer than 400 days; each signing in begins it anew.
LASTS = timedelta(days=365)
#: Accounts that one browser is known for; the one that signed in longest ago is forgotten first.
MOST_ACCOUNTS = 5

_BYTES = 16
_SEPARATOR = "."


def entry_of(cookie: str | None, account: Account | None) -> str | None:
    """The entry for `account` in a browser's cookie; None where it has not signed in with that browser.

    It takes as long without an account, so that the time does not tell which names exist.
    """
    found = None
    for entry in (cookie or "").split(_SEPARATOR)[:MOST_ACCOUNTS]:
        if _is_for(account, entry):
            found = entry
    return found


def with_entry(cookie: str | None, account: Account) -> str:
    """The cookie of a browser in which `account` has just signed in; entries for other accounts stay."""
    others = [entry for entry in (cookie or "").split(_SEPARATOR) if entry and not _is_for(account, entry)]
    number = secrets.token_bytes(_BYTES)
    return _SEPARATOR.join([_text(number + _keyed_hash(number, account)), *others][:MOST_ACCOUNTS])


def _is_for(account: Account | None, entry: str) -> bool:
    try:
        given = base64.urlsafe_b64decode(entry.encode() + b"=")
    except ValueError:
        return False
    number, keyed_hash = given[:_BYTES], given[_BYTES:]
    is_right = hmac.compare_digest(keyed_hash, _keyed_hash(number, account))
    return is_right and account is not None


def _keyed_hash(number: bytes, account: Account | None) -> bytes:
    about = f"known browser {account.id} {account.passphrase_hash}" if account else "known browser of nobody"
    key: str = current_app.config["SECRET_KEY"]
    return hmac.new(key.encode(), number + about.encode(), hashlib.sha256).digest()[:_BYTES]


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
