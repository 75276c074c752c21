"""Signing in, with a limit on guessing that all processes share and that locks no owner out.

Each try is counted and committed before the passphrase is looked at, so that of many at the same moment no more than
the limit are checked. A name that nobody has is counted alike: the limit does not tell which names exist.
"""

from datetime import timedelta

from peer_app.accounts import known_browsers
from peer_app.accounts.models import Account
from peer_app.core.rate_limits import RateLimit
from peer_app.extensions import db

#: Wrong tries at one name from one client network, so that one neighbour cannot use up the limit for everyone.
FROM_ONE_NETWORK = RateLimit(10)
#: Wrong tries at one name from everywhere.
AN_HOUR, A_DAY = RateLimit(30), RateLimit(100, timedelta(days=1))
#: Wrong tries in a browser where that account has signed in before. What is over counts like a stranger's.
IN_A_KNOWN_BROWSER = RateLimit(20)


class TooManyTriesError(Exception):
    """The limit for that name is used up."""


def sign_in(name: str, passphrase: str, *, network: str, cookie: str | None) -> Account | None:
    """The account of that name, if the passphrase is right. Commits.

    network: the client network; cookie: what the browser keeps (`known_browsers`).
    Raises TooManyTriesError without looking at the passphrase.
    """
    account = Account.named(name)
    limits = _limits(Account.key_of(name), network, known_browsers.entry_of(cookie, account))
    if limits is None:
        raise TooManyTriesError
    account = Account.with_passphrase(name, passphrase)
    if account is not None:
        for key, limit in limits.items():
            limit.give_back(key)
    return account


def _limits(name_key: str, network: str, entry: str | None) -> dict[str, RateLimit] | None:
    """The limits that this try was counted by; None when one of them is used up."""
    of_strangers = {
        f"sign-in {name_key} from {network}": FROM_ONE_NETWORK,
        f"sign-in {name_key}, an hour": AN_HOUR,
        f"sign-in {name_key}, a day": A_DAY,
    }
    choices = [of_strangers]
    if entry is not None:
        choices.insert(0, {f"sign-in in {entry}": IN_A_KNOWN_BROWSER})
    for limits in choices:
        is_within = all(limit.take(key) for key, limit in limits.items())
        db.session.commit()
        if is_within:
            return limits
    return None
