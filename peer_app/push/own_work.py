"""What people of the team may be told of on their own phones, each by the part they have in it.

It is tied to the account and looked up anew each time: whoever lost the part is told nothing more.
"""

from collections.abc import Callable, Collection

from peer_app.accounts.models import Account
from peer_app.core.access import Actor
from peer_app.push import topics

_ACCOUNTS: dict[str, Callable[[], set[int]]] = {
    topics.CONCERNS: Account.lead_ids,
    topics.NEEDS_A_LOOK: Account.coordinator_ids,
    topics.SILENT_TABLETS: Account.coordinator_ids,
}


def topics_of(actor: Actor | None) -> frozenset[str]:
    """The topics that this person may turn on."""
    if actor is None:
        return frozenset()
    found = {topics.CONCERNS} if actor.is_safeguarding_lead else set()
    if actor.is_coordinator:
        found |= {topics.NEEDS_A_LOOK, topics.SILENT_TABLETS}
    return frozenset(found)


def accounts_for(keys: Collection[str]) -> dict[str, set[int]]:
    """By topic, the accounts that may be told of it now; nobody for a topic that is no work of anyone's."""
    return {key: _ACCOUNTS[key]() if key in _ACCOUNTS else set() for key in keys}
