"""Where the van is this week, for a fridge; and on the page of the day, until when it is here."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.van_stops.models import coming_weeks
from tests.factories import make_van_stop

#: A Wednesday in summer, when London is an hour ahead.
NOW = datetime(2027, 6, 2, 9, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


def test_the_page_says_until_when_in_words_and_for_the_script(client, now):
    stop = make_van_stop(starts_at=now + timedelta(hours=1))
    page = client.get(f"/en/van-stops/{stop.slug}").text
    assert "On Wednesday 2 June 2027 we are here from 11:00 to 16:00." in page
    assert 'data-from="2027-06-02T10:00:00+00:00" data-until="2027-06-02T15:00:00+00:00" hidden' in page
    assert "We are here until 16:00." in page
    assert page.count("data-until") == 1
    for address in ("/en/van", "/en/van-stops"):
        assert "We are here until 16:00." in client.get(address).text


def test_a_cancelled_one_is_nowhere(client, now):
    stop = make_van_stop(starts_at=now + timedelta(hours=1))
    stop.cancel()
    db.session.commit()
    for address in (f"/en/van-stops/{stop.slug}", "/en/van", "/en/van-stops"):
        assert "we are here" not in client.get(address).text.lower()


def test_seven_days_are_a_week_for_the_fridge(client, now):
    make_van_stop(place_name="Next week", starts_at=now + timedelta(days=7))
    make_van_stop(place_name="Today", starts_at=now - timedelta(hours=1))
    make_van_stop(place_name="On Tuesday", starts_at=now + timedelta(days=6))
    make_van_stop(place_name="Much later", starts_at=now + timedelta(days=14))
    weeks = [(str(first), [it.place_name for it in stops]) for first, stops in coming_weeks()]
    assert weeks == [
        ("2027-06-02", ["Today", "On Tuesday"]),
        ("2027-06-09", ["Next week"]),
    ]
    page = client.get("/en/van-stops").text
    assert "The week from Wednesday 2 June 2027" in page
    assert page.count("not-on-fridge") == 1


def test_a_stop_over_midnight_is_not_lost(app, now):
    make_van_stop(starts_at=now - timedelta(hours=12), ends_at=now + timedelta(hours=1))
    assert len(coming_weeks()[0][1]) == 1


def test_with_no_stops_it_says_to_ring(client, now):
    assert "No stops are planned" in client.get("/en/van-stops").text
