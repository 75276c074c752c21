"""A coordinator plans, moves and cancels a stop of the van."""

from datetime import UTC, datetime

import pytest

from peer_app.core import clock
from peer_app.core.signals import listing_changed
from peer_app.extensions import db
from peer_app.van_stops.models import VanStop

GOOD = {
    "title": "Van at the market",
    "about": "There is tea.",
    "day": "2027-06-10",
    "starts": "11:00",
    "ends": "16:00",
    "place_name": "Lower Marsh market",
    "address": "Lower Marsh\r\nLondon SE1 7RG",
    "area": "Waterloo",
    "spoken": ["ar"],
    "access_notes": "There is a ramp.",
}
STOP = "/van-stops/van-at-the-market"


@pytest.fixture
def coordinator(client, sign_in, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 6, 1, 9, tzinfo=UTC))
    sign_in(client)
    return client


def only():
    db.session.expire_all()
    return db.session.query(VanStop).one()


def test_it_is_on_with_its_area_and_how_to_get_in(coordinator):
    assert coordinator.submit("/van-stops/new", **GOOD).location == f"/leaflets/new?listing=van-stop:{only().id}"
    assert (only().area, only().spoken, only().is_free) == ("Waterloo", ["ar"], True)
    page = coordinator.get(f"/en{STOP}").text
    for words in ("There is a ramp.", "English, Arabic", "Free", "Lower Marsh market"):
        assert words in page
    assert f'href="{STOP}/edit"' in coordinator.get("/whats-on").text


def test_moved_cancelled_and_on_after_all(coordinator):
    coordinator.submit("/van-stops/new", **GOOD)
    heard = []

    def hear(_sender, *, listing, before):
        heard.append((listing.cancelled, listing.starts_at != before.starts_at))

    with listing_changed.connected_to(hear):
        coordinator.submit(f"{STOP}/edit", starts="12:00", spoken=["ar"])
        coordinator.submit(f"{STOP}/cancellation")
        assert "is cancelled. It does not take place." in coordinator.get(f"/en{STOP}").text
        coordinator.submit(f"{STOP}/edit", action=f"{STOP}/restoration")
    assert heard == [(False, True), (True, False), (False, False)]
    assert "does not take place" not in coordinator.get(f"/en{STOP}").text


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"day": "2027-04-31"}, "day", "Enter a day that exists"),
        ({"ends": "10:00"}, "ends", "Enter an end that comes after the start."),
        ({"area": "x" * 10_000}, "area", "at most 30 characters, now 10000"),
        ({"about": ""}, "about", "Enter a sentence or two"),
    ],
)
def test_a_mistake_comes_back_filled_in(coordinator, wrong, field, sentence):
    answer = coordinator.submit("/van-stops/new", **GOOD | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert "London SE1 7RG" in answer.text
    assert db.session.query(VanStop).count() == 0
