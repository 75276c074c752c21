"""Five languages: in the address, by the browser's wish, and one click apart on every page."""

import re
from datetime import UTC, datetime

import pytest

from peer_app.accounts.models import Account, Invitation
from peer_app.core import languages
from peer_app.extensions import db
from peer_app.organisation import models as organisation
from tests.factories import PASSPHRASE, enrol, make_event, open_own_page

LINK = re.compile(r'<a href="([^"]*)" lang="([^"]*)" hreflang="(\w+)" dir="(\w+)"( aria-current="true")?>([^<]*)</a>')


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("pt", "pt"),
        ("pt-BR,pt;q=0.9,en;q=0.5", "pt"),
        ("en-GB,pt;q=0.5", "en"),
        ("fr-FR,fr;q=0.9,ar-SY;q=0.8,en;q=0.7", "ar"),
        ("en;q=0.5, pl;q=0.8", "pl"),
        ("es-419", "es"),
        ("pt;q=0, es;q=0.1", "es"),
        ("pt-PT, pt;q=0", "en"),
        ("*", "en"),
        ("zh, *;q=0.1", "en"),
        ("EN-us;q=0.9, AR", "ar"),
        ("nonsense;;q=x,,", "en"),
    ],
)
def test_a_door_leads_to_what_the_browser_wishes(client, header, code):
    answer = client.get("/van-stops?week=2", headers={"Accept-Language": header})
    assert answer.location == f"/{code}/van-stops?week=2"


def links_on(page):
    return {code: (address, lang, direction, name) for address, lang, code, direction, _now, name in LINK.findall(page)}


@pytest.mark.parametrize("path", ["", "events/{slug}", "van", "register", "worried", "notifications", "events/gone"])
def test_the_same_page_is_one_click_away_in_each_language(client, path):
    path = path.format(slug=make_event().slug)
    links = links_on(client.get(f"/pl/{path}").text)
    assert links == {
        "en": (f"/en/{path}", "en-GB", "ltr", "English"),
        "pt": (f"/pt/{path}", "pt-PT", "ltr", "Português"),
        "es": (f"/es/{path}", "es", "ltr", "Español"),
        "pl": (f"/pl/{path}", "pl", "ltr", "Polski"),
        "ar": (f"/ar/{path}", "ar", "rtl", "العربية"),
    }
    page = client.get(links["ar"][0]).text
    assert '<html lang="ar" dir="rtl">' in page
    assert re.findall(r'hreflang="(\w+)" dir="\w+" aria-current', page) == ["ar"]


def test_what_was_asked_for_is_asked_in_the_other_language_too(client):
    links = links_on(client.get("/en/?kind=event").text)
    assert links["pt"][0] == "/pt/?kind=event"
    event = make_event()
    assert links_on(client.get(f"/en/events/{event.slug}?from=somewhere").text)["pt"][0] == f"/pt/events/{event.slug}"


def test_a_page_without_a_language_in_front_speaks_as_it_is_asked(client):
    page = client.get("/sign-in?in=pt", headers={"Accept-Language": "pl"}).text
    assert '<html lang="pt-PT"' in page
    assert links_on(page)["ar"][0] == "?in=ar"
    assert '<html lang="pl"' in client.get("/sign-in?in=xx", headers={"Accept-Language": "pl"}).text


def test_ones_own_page_speaks_every_language_and_never_repeats_its_secret(client):
    secret = open_own_page(client)
    page = client.get("/me?in=ar").text
    assert '<html lang="ar" dir="rtl">' in page
    assert links_on(page)["pt"][0] == "/me?in=pt"
    assert secret not in client.get(f"/me/{secret}x?in=ar").text


def test_an_account_has_one_language_whatever_the_browser_wishes(client, sign_in):
    account = sign_in(client)
    assert '<html lang="en-GB"' in client.get("/desk", headers={"Accept-Language": "pl"}).text
    saved = client.submit("/you", language="pl")
    assert saved.status_code == 302
    page = client.get("/desk").text
    assert '<html lang="pl"' in page
    assert "Zapisane." in page
    for path in ("/register", "/worried"):  # doors for everyone else
        assert '<html lang="pl"' in client.get(path).text
    assert client.submit("/you", language="xx").status_code == 422
    assert db.session.get_one(Account, account.id).language == "pl"
    assert links_on(client.get("/desk").text) == {}


def test_a_new_account_speaks_as_its_browser_wished(client):
    _invitation, token = Invitation.create("Zofia", "peer")
    db.session.commit()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pl-PL"
    client.submit(f"/invitations/{token}", name="Zofia", passphrase=PASSPHRASE)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert '<html lang="pl"' in client.get("/desk").text


def test_dates_and_numbers_are_the_languages_own(client):
    event = make_event(starts_at=datetime(2027, 3, 2, 14, tzinfo=UTC))
    assert "wtorek, 2 marca 2027" in client.get(f"/pl/events/{event.slug}").text
    assert "terça-feira, 2 de março de 2027" in client.get(f"/pt/events/{event.slug}").text
    assert "martes, 2 de marzo de 2027" in client.get(f"/es/events/{event.slug}").text
    assert "Tuesday 2 March 2027" in client.get(f"/en/events/{event.slug}").text
    arabic = client.get(f"/ar/events/{event.slug}").text
    assert "مارس" in arabic
    assert "2027" in arabic


def test_commas_are_of_the_pages_script(client):
    event = make_event(spoken=["pt", "es"])
    assert "الإنجليزية، الإسبانية، البرتغالية</dd>" in client.get(f"/ar/events/{event.slug}").text
    assert "</time>، Coffee" in client.get("/ar/").text
    assert "</time>, Coffee" in client.get("/pl/").text


def test_the_app_on_a_home_screen_opens_in_the_language_it_was_put_there_in(client):
    assert 'rel="manifest" href="/manifest.webmanifest?in=ar"' in client.get("/ar/").text
    manifest = client.get("/manifest.webmanifest?in=ar").json
    assert (manifest["start_url"], manifest["lang"], manifest["dir"]) == ("/ar/", "ar", "rtl")
    assert client.get("/manifest.webmanifest?van&in=pt").json["start_url"] == "/pt/van"


def test_a_tablet_carries_the_languages_that_were_ticked(client, sign_in):
    sign_in(client)
    device = enrol(client)

    def carried():
        return {path[1:3] for path in client.get("/sync/pack").json["pages"] if not path.startswith("/assets/")}

    assert carried() == {"en"}
    client.post(f"/devices/{device.id}/languages", data={"languages": ["pt", "ar", "xx"]})
    assert carried() == {"en"}, "no token"
    client.submit("/devices", action=f"/devices/{device.id}/languages", languages=["ar", "pt"])
    assert carried() == {"en", "pt", "ar"}
    page = client.get("/devices").text
    assert page.count('name="languages" value="pt" id="carries-1-pt" checked') == 1
    client.submit("/devices", action=f"/devices/{device.id}/languages", languages=[])
    assert carried() == {"en"}


def test_every_language_has_a_name_of_its_own_and_a_direction():
    assert {it.direction for it in languages.LANGUAGES.values()} == {"ltr", "rtl"}
    assert len({it.name for it in languages.LANGUAGES.values()}) == 5


@pytest.mark.parametrize("address", ["/ar/evnets", "/ar/evnets/x", "/AR/evnets", "/ar/events/nothing"])
def test_a_wrong_address_is_answered_in_the_language_it_names(client, address):
    answer = client.get(address, headers={"Accept-Language": "pt"})
    assert answer.status_code == 404
    assert '<html lang="ar" dir="rtl">' in answer.text


def test_a_phone_number_in_an_arabic_sentence_keeps_its_order(client):
    organisation.save(phone="020 7946 0123")
    db.session.commit()
    assert 'اتصل بنا: <bdi dir="ltr">020 7946 0123</bdi>' in client.get("/ar/notifications").text
