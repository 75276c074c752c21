"""Things to test with, each made by the verbs the app itself uses. The caller need not commit."""

from datetime import UTC, datetime, timedelta
from typing import Any

from peer_app.accounts import passphrases
from peer_app.accounts.models import Account, Invitation
from peer_app.core import clock
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.groups.models import Group

PASSPHRASE = "correct horse battery"


def make_account(role: str = "coordinator", name: str = "Ama") -> Account:
    """An account that signs in with PASSPHRASE."""
    kept = passphrases.hashed(PASSPHRASE)
    invitation, _token = Invitation.create(name, role)
    account = invitation.accept(name, kept)
    db.session.commit()
    return account


def make_event(**facts: Any) -> Event:
    """An open event in two days, unless `facts` say otherwise."""
    starts_at = facts.pop("starts_at", clock.now() + timedelta(days=2))
    event = Event.create(
        **{
            "title": "Open event",
            "expect": "Someone will say hello.",
            "welcome": "Everyone. No referral needed.",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "place_name": "Coffee Lovers Cafe",
            "address": "268 Wandsworth Rd\nLondon SW8 2JR",
        }
        | facts
    )
    db.session.commit()
    return event


def make_group(**facts: Any) -> Group:
    """A group that meets every Tuesday at 14:00 London time, from 2 March 2027 on."""
    group = Group.create(
        **{
            "title": "Reading aloud",
            "about": "We read a story aloud.",
            "welcome": "Everyone.",
            "meets": "Every Tuesday",
            "starts_at": datetime(2027, 3, 2, 14, tzinfo=UTC),
            "minutes": 90,
            "rule": "FREQ=WEEKLY;BYDAY=TU",
            "place_name": "Brixton Library",
            "address": "Brixton Oval",
        }
        | facts
    )
    db.session.commit()
    return group
