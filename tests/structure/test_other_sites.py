"""No page of another site changes anything here, whatever cookies the browser carries for us."""

import pytest
from flask import session
from flask_wtf.csrf import generate_csrf

from peer_app.accounts.models import SignIn
from peer_app.core.access import Audience, audiences_of
from peer_app.extensions import db
from tests.factories import enrol, make_account, open_own_page
from tests.structure.test_url_map import calls_of

pytestmark = pytest.mark.pages

#: Only scripts of ours talk to these, with JSON; what the browser says of the sender has to do.
WITHOUT_TOKEN = {
    "push.keep",
    "push.stop",
    "renewal.challenge",
    "renewal.renew",
    "reporting.enrol",
    "reporting.report",
    "sync.records",
}

#: Visitors' forms stand on pages that are the same for everyone; here, too, what the browser says has to do.
VISITORS = {"better_words.suggest", "coming.ask", "coming.take_back", "interests.ask", "proposals.propose"}

#: What browsers say of a request that a page elsewhere caused; the last two are older ones.
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://127.0.0.1:8001"},
    {"Origin": "http://127.0.0.1:8000.evil.example"},
    {"Origin": "null"},
    {},
]


@pytest.fixture
def token(app):
    """(the token of a form, what stands of it in the session)"""
    with app.test_request_context():
        return generate_csrf(), session["csrf_token"]


@pytest.fixture
def everybody(client, token):
    """A browser that is all at once: a device, somebody's own page, and a coordinator who is a lead."""
    enrol(client, shared=False)
    account = make_account(name="Bea")
    account.is_safeguarding_lead = True
    db.session.commit()
    open_own_page(client)
    with client.session_transaction() as cookie:
        cookie.update(_user_id=str(account.id), sign_in=SignIn.start(account), csrf_token=token[1])
        db.session.commit()
    return client


def unsafe_calls(app):
    return [(rule, address, method) for rule, address, method in calls_of(app) if method not in {"GET"}]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=repr)
def test_nothing_is_done_for_a_page_elsewhere(app, everybody, token, headers):
    """Not even where it got hold of a token."""
    del everybody.environ_base["HTTP_SEC_FETCH_SITE"]
    let_in = []
    for rule, address, method in unsafe_calls(app):
        if headers == {"Origin": "null"} and audiences_of(rule.endpoint) == {Audience.OWN_PAGE}:
            continue  # so older phones call that page itself; its token tells
        answer = everybody.open(address, method=method, headers=headers | {"X-CSRFToken": token[0]})
        if answer.status_code != 403:
            let_in.append(f"{method} {rule}: {answer.status_code}")
    assert let_in == []


def test_without_its_token_no_form_does_anything(app, everybody):
    calls = unsafe_calls(app)
    assert {rule.endpoint for rule, _address, _method in calls} >= WITHOUT_TOKEN | VISITORS
    done = []
    for rule, address, method in calls:
        if rule.endpoint not in WITHOUT_TOKEN | VISITORS:
            answer = everybody.open(address, method=method, data={"csrf_token": "made up"})
            if answer.status_code not in {400, 422}:
                done.append(f"{method} {rule}: {answer.status_code}")
    assert done == []
