"""Every route says who may use it, and nobody else can."""

import re

import pytest
from flask import session
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import IntegerConverter

from peer_app.accounts.models import SignIn
from peer_app.core.access import Audience, audiences_of
from peer_app.extensions import db
from tests.factories import enrol, make_account, open_own_page

#: What strangers may reach without a language in front and that is no door to such a page.
FOR_STRANGERS = {
    "accounts.accept",
    "accounts.invitation",
    "accounts.sign_in",
    "assets.show",
    "coming.show",
    "coming.take_back",
    "health.show",
    "offline.favicon",
    "offline.manifest",
    "offline.picture",
    "offline.worker",
    "own_page.open_page",
    "push.keep",
    "push.stop",
    "renewal.challenge",
    "renewal.renew",
    "reporting.enrol",
    "root_files.robots",
    "scanning.scan",
}
#: Addresses that stand on paper somewhere: they may never go.
PRINTED = [
    "/l/<code>",
    "/L/<code>",
    "/me/<secret>",
    "/events/<slug>",
    "/groups/<slug>",
    "/van-stops/<slug>",
    "/volunteering/<slug>",
    "/yes/<secret>",
]
#: How a route for one audience only turns others away, where it does not ask them to sign in.
TURNED_AWAY = {frozenset({Audience.DEVICE}): 401, frozenset({Audience.OWN_PAGE}): 404}

SAMPLES = {"lang": "en", "path": "nothing.js"}


def rules_of(app):
    return sorted(app.url_map.iter_rules(), key=str)


def calls_of(app):
    """Each address with a method, as (rule, address, method)."""
    adapter = app.url_map.bind("127.0.0.1")
    for rule in rules_of(app):
        numbers = {name for name, kind in rule._converters.items() if isinstance(kind, IntegerConverter)}
        values = {name: SAMPLES.get(name, 1 if name in numbers else "none") for name in rule.arguments}
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, adapter.build(rule.endpoint, values, method), method


def test_every_route_declares_its_audiences(app):
    assert [str(rule) for rule in rules_of(app) if not audiences_of(rule.endpoint)] == []


def test_what_strangers_may_reach_was_meant_for_them(app):
    reachable = {
        rule.endpoint
        for rule in rules_of(app)
        if Audience.PUBLIC in audiences_of(rule.endpoint)
        and "lang" not in rule.arguments
        and not rule.endpoint.endswith("_door")
    }
    assert reachable == FOR_STRANGERS


@pytest.mark.parametrize("who", ["nobody", "device", "own page", "peer", "coordinator", "safeguarding lead"])
def test_every_route_as_every_audience(app, client, who):
    signed_in = who not in {"nobody", "device", "own page"}
    account = make_account("coordinator" if who == "coordinator" else "peer") if signed_in else None
    covered = {Audience.PUBLIC}
    if who == "device":
        enrol(client, shared=False)  # on a shared one nobody signs in at all
        covered.add(Audience.DEVICE)
    if who == "own page":
        covered.add(Audience.OWN_PAGE)
    if account:
        account.is_safeguarding_lead = who == "safeguarding lead"
        db.session.commit()
        covered.add(Audience.PEER)
        covered.update([Audience.COORDINATOR] if who == "coordinator" else [])
        covered.update([Audience.SAFEGUARDING] if who == "safeguarding lead" else [])
    with app.test_request_context():
        token, secret = generate_csrf(), session["csrf_token"]
    wrong = []
    for rule, address, method in calls_of(app):
        with client.session_transaction() as cookie:
            cookie.clear()
            cookie["csrf_token"] = secret
            if account:
                # Anew for each call, because signing out is among them.
                cookie.update(_user_id=str(account.id), sign_in=SignIn.start(account))
                db.session.commit()
        if who == "own page":
            open_own_page(client)  # anew, because taking it all away is among them
        answer = client.open(address, method=method, headers={"X-CSRFToken": token})
        at_the_door = answer.status_code == 302 and answer.location.startswith("/sign-in")
        refused = TURNED_AWAY.get(audiences_of(rule.endpoint), 403)
        let_in = answer.status_code not in {401, 403, refused} and not at_the_door
        if let_in != bool(covered & audiences_of(rule.endpoint)):
            wrong.append(f"{method} {rule}: {answer.status_code}")
        if account and not let_in:
            assert answer.status_code == refused
    assert wrong == []


def test_paths_are_kebab_case(app):
    fixed = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?|\.[a-z]+")
    odd = [
        str(rule)
        for rule in rules_of(app)
        for part in re.sub(r"<[^>]*>", "/", str(rule)).split("/")
        if part and not fixed.fullmatch(part)
    ]
    # A QR code in upper-case letters is smaller.
    assert odd == ["/L/<code>"]


def test_printed_addresses_stay(app):
    assert set(PRINTED) - {str(rule) for rule in rules_of(app)} == set()


@pytest.mark.parametrize(
    "address", ["/people/{}", "/tell/{}", "/people?before={}", "/concerns/{}", "/concerns?before={}"]
)
def test_a_number_no_database_can_hold_is_no_page(client, sign_in, address):
    sign_in(client).is_safeguarding_lead = True
    db.session.commit()
    for number in (2**31, 10**23):
        assert client.get(address.format(number)).status_code == 404
