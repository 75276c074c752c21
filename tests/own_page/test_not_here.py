"""Wrong, replaced, taken away, closed again or still on its way: nobody learns which, and everyone what to do."""

from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from peer_app.core import clock, codes
from peer_app.extensions import db
from peer_app.organisation import models as organisation
from peer_app.people.models import Person
from tests.factories import make_own_page, open_own_page
from tests.records import page_secret


def everything(answer):
    """All that somebody could tell two answers apart by."""
    return answer.status, answer.headers.to_wsgi_list(), answer.get_data()


@pytest.fixture
def not_here(app):
    """What a phone gets that was never here before, and a secret that was never made."""
    return everything(app.test_client().get(f"/me/{page_secret()}"))


def test_it_says_what_may_be_the_matter_and_what_to_do(client):
    page = client.get(f"/me/{page_secret()}")
    assert page.status_code == 404
    assert "If you were given this today, it may still be on its way." in page.text
    assert "Or ask a peer supporter." in page.text
    assert "116 123" in page.text
    assert 'id="leave"' in page.text
    assert client.title == "Your page"
    organisation.save(phone="020 7946 0000")
    assert 'Or ring us: <a href="tel:02079460000">' in client.get("/me").text


@pytest.mark.parametrize(
    "odd",
    ["", "erasure", "x", "x" * 5000, "%00", "%ff", "é", "..", "%2e", "' OR ''='", "<script>", "a?b=c", "%0d%0aX:1"],
)
def test_whatever_stands_in_the_address(client, not_here, odd):
    answer = client.get(f"/me/{odd}" if odd else "/me")
    assert everything(answer) == not_here


def test_taken_away_by_the_person_or_by_the_team(client, sign_in, not_here):
    secret = open_own_page(client)
    client.submit("/me")
    assert everything(client.get(f"/me/{secret}")) == everything(client.get("/me")) == not_here
    secret = open_own_page(client)
    Person.newest().rows[0].erase()
    assert everything(client.get(f"/me/{secret}")) == everything(client.get("/me")) == not_here


def test_replaced(client, not_here):
    secret = open_own_page(client)
    Person.newest().rows[0].page_digest = codes.digest(page_secret())
    assert everything(client.get(f"/me/{secret}")) == everything(client.get("/me")) == not_here


def test_closed_again(client, monkeypatch, not_here):
    open_own_page(client)
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert everything(client.get("/me")) == not_here


def test_another_ones_secret_is_no_help(client, not_here):
    secret = make_own_page()
    for odd in (secret[:-1], secret + "A", secret.swapcase(), codes.digest(secret), f"{secret}=="):
        assert everything(client.get(f"/me/{odd}")) == not_here


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_cookie(app, client, not_here, method):
    digest, key = codes.digest(make_own_page()), app.config["SECRET_KEY"]
    client.get(f"/me/{make_own_page()}")
    real = client.get_cookie("me").value
    forged = [
        "", "x", "\0", "é", "." * 500, "x" * 3000, digest, real[:-1], real[1:], real.rpartition(".")[0], f"{real}.x",
        URLSafeTimedSerializer("another key", salt="own-page").dumps(digest),
        URLSafeTimedSerializer(key, salt="cookie-session").dumps(digest),
        URLSafeSerializer(key, salt="own-page").dumps(digest),
    ]  # fmt: skip
    for cookie in forged:
        client.set_cookie("me", cookie)
        answer = client.get("/me") if method == "GET" else client.post("/me/erasure")
        assert everything(answer) == not_here, cookie
    assert db.session.query(Person).count() == 2


def test_the_cookie_of_anything_else_is_no_help(client, sign_in, not_here):
    make_own_page()
    sign_in(client)
    client.set_cookie("me", client.get_cookie("session").value)
    assert everything(client.get("/me")) == not_here
