"""/me: for whoever holds the secret, for half an hour; and "Take it all away" takes all of it."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.people.models import MetBy, Permission, Person
from tests.factories import make_account, make_own_page, open_own_page
from tests.people.test_meeting import make_stop
from tests.records import YES

CONTACT = {"to": "contact", "at": "2027-03-02T10:00:00Z", "wording": "You may get in touch with me."}


def cookie_of(client):
    return client.get_cookie("me")


def test_the_secret_leads_to_the_page_and_leaves_the_address(client):
    secret = make_own_page()
    answer = client.get(f"/me/{secret}")
    assert (answer.status_code, answer.location) == (303, "/me")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert secret not in cookie
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1800"} <= set(cookie.split("; "))
    assert client.get("/me").status_code == 200


def test_over_https_the_cookie_stays_there(app, client):
    app.config.update(HTTPS=True, OWN_PAGE_COOKIE_NAME="__Host-me")
    answer = client.get(f"/me/{make_own_page()}", base_url="https://127.0.0.1")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-me=")
    assert {"Secure", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert client.get("/me", base_url="https://127.0.0.1").status_code == 200


def test_it_shows_what_was_said_and_to_what_they_said_yes(client):
    stop = make_stop()
    open_own_page(
        client,
        name="Zainab",
        contact="020 7946 0000",
        enjoys="Baking\nbread 🌻",
        permissions=[YES, CONTACT],
        shift={"people": [make_account(name="Somebody Verydistinct").id], "stop": f"van-stop:{stop.id}"},
    )
    page = client.get("/me")
    for shown in ("Zainab", "020 7946 0000", "Baking\nbread 🌻", "English", "Where: Windrush Square"):
        assert shown in page.text
    for permission in (YES, CONTACT):
        said = f"“<bdi>{permission['wording']}</bdi>”"
        assert f'{said} <span class="soft">Tuesday 2 March 2027, 10:00</span>' in page.text
    assert page.text.count("You left this empty.") == 1
    assert "Verydistinct" not in page.text
    assert client.title == "Your page"


def test_nobody_is_told_and_nothing_is_kept(client):
    secret = make_own_page()
    answers = [client.get(path) for path in ("/me", "/me/wrong", f"/me/{secret}", "/me")]
    answers.append(client.submit("/me"))
    assert [answer.status_code for answer in answers] == [404, 404, 303, 200, 200]
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_open_for_half_an_hour(client, monkeypatch):
    open_own_page(client)
    opened = clock.now()
    for minutes, status in ((29, 200), (31, 404), (-31, 404)):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: opened + timedelta(minutes=minutes))
        assert client.get("/me").status_code == status, minutes


def test_everyone_sees_their_own(app, client):
    other = app.test_client()
    open_own_page(client, name="Zainab")
    open_own_page(other, name="Kwame")
    assert ("Zainab" in client.get("/me").text, "Kwame" in client.get("/me").text) == (True, False)
    assert ("Zainab" in other.get("/me").text, "Kwame" in other.get("/me").text) == (False, True)
    other.submit("/me")
    assert client.get("/me").status_code == 200


def test_taking_it_all_away_leaves_nothing(client):
    joe = make_account(name="Joe")
    secret = open_own_page(client, permissions=[YES, CONTACT], shift={"people": [joe.id], "stop": ""})
    cookie = cookie_of(client)
    answer = client.submit("/me")
    assert "Taken away. Nothing of it is left here." in answer.text
    assert [db.session.query(model).count() for model in (Person, Permission, MetBy)] == [0, 0, 0]
    assert cookie_of(client) is None
    for path in ("/me", f"/me/{secret}"):
        assert client.get(path).status_code == 404
    client.set_cookie("me", cookie.value)  # a copy of it opens nothing either
    assert client.get("/me").status_code == 404


def test_without_the_token_nothing_is_taken_away_and_the_page_comes_again(client):
    open_own_page(client)
    answer = client.post("/me/erasure")
    assert answer.status_code == 400
    assert "Nothing was taken away yet. Please try once more." in answer.text
    assert Person.newest().rows
    token = answer.text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/me/erasure", data={"csrf_token": token}).status_code == 200
    assert Person.newest().rows == []


def token_on_the_page(client):
    return client.get("/me").text.split('name="csrf_token" value="')[1].split('"')[0]


def test_another_site_can_take_nothing_away(client):
    open_own_page(client)
    data = {"csrf_token": token_on_the_page(client)}
    assert client.post("/me/erasure", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Person.newest().rows


def test_an_older_phone_calls_a_page_without_referrer_null(client):
    """It sends no Sec-Fetch-Site, and `Origin: null` from a page that says no-referrer: the token tells."""
    open_own_page(client)
    token = token_on_the_page(client)
    del client.environ_base["HTTP_SEC_FETCH_SITE"]
    headers = {"Origin": "null"}
    assert client.post("/sign-in", data={"csrf_token": token}, headers=headers).status_code == 403
    assert client.post("/me/erasure", headers=headers).status_code == 400
    assert client.post("/me/erasure", data={"csrf_token": token}, headers={"Origin": "https://evil"}).status_code == 403
    assert Person.newest().rows
    assert client.post("/me/erasure", data={"csrf_token": token}, headers=headers).status_code == 200
    assert Person.newest().rows == []


def test_it_speaks_the_visitors_language_as_far_as_the_app_does(client):
    open_own_page(client, language="pt")
    page = client.get("/me", headers={"Accept-Language": "pt-BR, pt;q=0.9, en;q=0.5"}).text
    assert '<html lang="pt-PT"' in page
    assert "terça-feira" in page
    assert "Português" in page
    assert '<html lang="en-GB"' in client.get("/me", headers={"Accept-Language": "xx"}).text
    assert '<html lang="pt-PT"' in client.get("/me/wrong", headers={"Accept-Language": "pt"}).text


def test_a_language_the_app_does_not_speak_is_named_by_its_code(client):
    open_own_page(client, language="so")
    assert '<p class="lines">so</p>' in client.get("/me").text


TYPED = "</p></title></script><img src=x onerror=alert(1)>'\" {{ 7*190.5 }}"


@pytest.mark.parametrize("field", ["name", "contact", "enjoys", "would_help", "wording"])
def test_a_script_in_any_field_is_text(client, sign_in, field):
    facts = {"permissions": [YES | {"wording": TYPED}]} if field == "wording" else {field: TYPED}
    open_own_page(client, **facts)
    sign_in(client, "peer")
    for path in ("/me", f"/people/{Person.newest().rows[0].id}", "/people"):
        page = client.get(path)
        assert page.status_code == 200
        if path != "/people":
            assert "&lt;img src=x onerror=alert(1)&gt;" in page.text
        assert [what for what in ("<img src=x", "</title></script>", "1333.5") if what in page.text] == []


def test_a_crash_puts_no_secret_into_the_log(app, client, monkeypatch, caplog):
    def crash(_digest):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(Person, "of_page", crash)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/me/YbvjVbUVTFWC3OX4J7Zl1w")
    assert answer.status_code == 500
    assert "Exception on /me/<secret> [GET]" in caplog.text
    assert "on purpose" in caplog.text
    assert "YbvjVbUVTFWC3OX4J7Zl1w" not in caplog.text + answer.text
