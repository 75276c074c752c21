"""Things to test with, each made by the verbs the app itself uses. The caller need not commit."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from peer_app.accounts import passphrases
from peer_app.accounts.models import Account, Invitation
from peer_app.core import clock
from peer_app.devices.models import Device
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.groups.models import Group
from peer_app.sync.operations import receive
from peer_app.van_stops.models import VanStop
from tests.records import make_record, page_secret, registration

PASSPHRASE = "correct horse battery"


def make_account(role: str = "coordinator", name: str = "Ama") -> Account:
    """An account that signs in with PASSPHRASE."""
    kept = passphrases.hashed(PASSPHRASE)
    invitation, _token = Invitation.create(name, role)
    account = invitation.accept(name, kept)
    db.session.commit()
    return account


def make_device(name: str = "Van 1", *, shared: bool = True) -> tuple[Device, str]:
    """A device that was set up, and the token of its cookie."""
    account = db.session.scalar(select(Account)) or make_account()
    enrolled = Device.enrol(Device.add(name, by_id=account.id).new_code(), shared=shared)
    assert enrolled
    db.session.commit()
    return enrolled


def enrol(client: FlaskClient, name: str = "Van 1", *, shared: bool = True) -> Device:
    """Let the browser behind `client` be a device that was set up."""
    device, token = make_device(name, shared=shared)
    client.set_cookie(current_app.config["DEVICE_COOKIE_NAME"], token)
    return device


def make_own_page(**facts: Any) -> str:
    """Somebody registered in the field, with `facts` in the record; the secret of their own page."""
    secret = page_secret()
    [receipt] = receive([make_record(registration(page=secret, **facts))])
    assert receipt["status"] == "stored"
    return secret


def open_own_page(client: FlaskClient, **facts: Any) -> str:
    """Let the browser behind `client` have opened somebody's own page; its secret."""
    secret = make_own_page(**facts)
    assert client.get(f"/me/{secret}").status_code == 303
    return secret


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


def make_van_stop(**facts: Any) -> VanStop:
    """A stop of the van in two days for five hours, unless `facts` say otherwise."""
    starts_at = facts.pop("starts_at", clock.now() + timedelta(days=2))
    stop = VanStop.create(
        **{
            "title": "Van at Windrush Square",
            "about": "There is tea.",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=5),
            "place_name": "Windrush Square",
            "address": "Brixton Oval",
        }
        | facts
    )
    db.session.commit()
    return stop
