"""/worried: whom to ring first, then a short form; signed in, or sealed in van mode."""

from collections.abc import Callable

import pytest

from peer_app.accounts.models import Account
from peer_app.concerns.models import Concern
from peer_app.extensions import db
from peer_app.organisation import models as organisation
from tests.auditing_client import AuditingClient
from tests.factories import enrol

SignIn = Callable[..., Account]


@pytest.fixture
def peer(client: AuditingClient, sign_in: SignIn) -> AuditingClient:
    sign_in(client, role="peer")
    return client


def settle(**facts: str) -> None:
    organisation.save(**facts)
    db.session.commit()


@pytest.mark.parametrize("address", ["/worried", "/en/worried"])
def test_999_comes_first_then_the_leads_number_then_the_form(peer, address):
    settle(phone="020 7946 0123", safeguarding_lead="Kwame Mensah", safeguarding_phone="020 7946 0124")
    page = peer.get(address).text
    main = page[page.index("<main") : page.index("</main>")]
    places = [
        main.index(part)
        for part in ('href="tel:999"', "Kwame Mensah", 'href="tel:02079460124"', "Only safeguarding leads", "<textarea")
    ]
    assert places == sorted(places)
    assert "0123" not in main


@pytest.mark.parametrize("address", ["/worried", "/en/worried"])
def test_where_no_number_of_a_lead_is_known_it_is_the_organisations(peer, address):
    settle(phone="020 7946 0123", safeguarding_phone="")
    main = peer.get(address).text.split("</main>")[0]
    assert main.index('href="tel:999"') < main.index('href="tel:02079460123"') < main.index("<textarea")
    settle(phone="")
    main = peer.get(address).text.split("</main>")[0]
    assert main.count('href="tel:') == 1


@pytest.mark.parametrize("address", ["/desk", "/people", "/leaflets", "/register", "/worried", "/leaflets/new"])
def test_it_is_always_one_tap_away(peer, address):
    assert '<a href="/worried">Worried about someone?</a>' in peer.get(address).text


def test_it_is_one_tap_away_on_the_van(client):
    assert 'href="/en/worried"' in client.get("/en/van").text


def test_at_a_desk_it_is_posted_plainly(app, client, sign_in):
    account = sign_in(client, role="peer")
    answer = client.submit("/worried", words=" He has not eaten.\r\nFor days. ", about="Zed, Effra Road")
    assert answer.location == "/worried"
    page = client.get(answer.location).text
    assert "Saved, for safeguarding leads only." in page
    assert "Zed" not in page
    [concern] = Concern.open_ones().rows
    assert (concern.words, concern.about, concern.record_id, concern.raised_at) == (
        "He has not eaten.\nFor days.",
        "Zed, Effra Road",
        None,
        "",
    )
    assert concern.raised_by == [db.session.get(Account, account.id)]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"words": "", "about": " "}, "Say in a few words what worries you."),
        ({"words": "x" * 5001}, "at most 5000 characters, now 5001"),
        ({"words": "x", "about": "x" * 501}, "at most 500 characters, now 501"),
    ],
)
def test_what_is_put_right_is_said_beside_it(peer, typed, says):
    answer = peer.submit("/worried", **typed)
    assert answer.status_code == 422
    assert answer.text.count(says) == 2
    assert Concern.open_ones().rows == []


def test_a_place_alone_is_enough(peer):
    assert peer.submit("/worried", about="A child alone at the bus stop").status_code == 302
    assert len(Concern.open_ones().rows) == 1


def test_without_a_language_it_is_a_door_for_others(client):
    for _ in range(2):
        answer = client.get("/worried")
        assert (answer.status_code, answer.location) == (302, "/en/worried")
        assert "Accept-Language" in answer.headers["Vary"]
        enrol(client)  # a van's tablet is one of the others
    assert client.post("/worried", data={"words": "x"}).status_code == 400
    assert Concern.open_ones().rows == []


def test_the_form_of_the_van_goes_nowhere_by_itself(client):
    page = client.get("/en/worried").text
    assert '<form class="stack form" id="concern" method="dialog"' in page
    assert "csrf_token" not in page
    assert 'id="save" disabled' in page
    assert """data-limits='{"about": 500, "words": 5000}'""" in page


def test_a_van_carries_it(client):
    enrol(client)
    assert "/en/worried" in client.get("/sync/pack").json["pages"]
