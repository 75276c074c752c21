"""What somebody does who would like to come."""

import re
from datetime import timedelta

from peer_app.coming.models import expected
from peer_app.core import clock
from peer_app.extensions import db

GOOD = {"name": "Zainab", "how_many": "3", "would_help": "A seat by the door"}


def address_of(thing):
    return f"/en/coming/{thing.kind}:{thing.id}"


def say(client, address, **values):
    """Send the form; the address of the page that the link leads to."""
    answer = client.submit(address, **GOOD | values)
    assert answer.status_code == 303, answer.text
    return answer.location


def tomorrow():
    """About this time tomorrow, to the minute, as a form would have it."""
    return clock.now().replace(second=0, microsecond=0) + timedelta(days=1)


def choices_in(page):
    """The sessions that the form offers."""
    return re.findall(r'name="occasion"[^>]*value="([^"]+)"', page)


def how_many(thing):
    db.session.rollback()
    return sum(expected([thing.listing if hasattr(thing, "listing") else thing.undated]).values())
