"""How to reach the organisation, with a phone and without one: one page, and a link to it at the foot of every page."""

import pytest

from peer_app.extensions import db
from peer_app.organisation import models as organisation
from tests.factories import make_event


def settle(**facts):
    organisation.save(**facts)
    db.session.commit()


def test_it_says_how_to_ring_and_how_to_come(client):
    settle(
        name="Living Well Network",
        phone="020 7946 0123",
        address="65 Effra Road\nLondon",
        opening_hours="9 to 5",
        getting_there="Bus 37.\nThe blue <door>.",
    )
    page = client.get("/en/about").text.split("</main>")[0]
    for words in (
        'href="tel:02079460123"',
        "65 Effra Road\nLondon",
        "query=65%20Effra%20Road%2C%20London",
        "<strong>9 to 5</strong>",
        "Bus 37.\nThe blue &lt;door&gt;.",
        'href="/en/van-stops"',
    ):
        assert words in page


def test_with_nothing_entered_it_still_says_something(client):
    page = client.get("/en/about").text
    assert "You need no phone and no appointment." in page
    assert 'href="tel:"' not in page


@pytest.mark.parametrize("address", ["/en/", "/en/van-stops", "/en/notifications", "/en/offline", "/en/van"])
def test_it_is_one_tap_away_from_every_page(client, address):
    make_event()
    assert '<a href="/en/about">How to reach us</a>' in client.get(address).text


def test_a_coordinator_says_how_to_come(client, sign_in):
    sign_in(client)
    answer = client.submit("/settings", name="Living Well Network", getting_there="The blue door.\r\nRing.")
    assert answer.status_code == 302
    assert "The blue door.\nRing." in client.get("/en/about").text
