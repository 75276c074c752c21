"""One session of a group is moved, cancelled or elsewhere; all others stay as they are."""

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from peer_app.core import clock, listings
from peer_app.core.signals import listing_changed
from peer_app.extensions import db
from peer_app.groups import models, operations
from peer_app.groups.models import Group
from peer_app.places.models import Place
from tests.factories import make_group

LONDON = ZoneInfo("Europe/London")
SUNDAY = datetime(2027, 3, 7, 12, tzinfo=UTC)
NEXT, AFTER = datetime(2027, 3, 9, 14, tzinfo=UTC), datetime(2027, 3, 16, 14, tzinfo=UTC)
MOVED = datetime(2027, 3, 11, 10, tzinfo=UTC)


@pytest.fixture
def group(app, monkeypatch):
    """Meets every Tuesday at two; it is the Sunday before."""
    monkeypatch.setattr(clock, "now", lambda: SUNDAY)
    return make_group()


@pytest.fixture
def heard():
    """What is said to whoever listens, as (listing, when it was to begin)."""
    found = []

    def hear(_sender, *, listing, before):
        found.append((listing, before.starts_at))

    with listing_changed.connected_to(hear):
        yield found


def starts(group, count=3):
    return [(it.starts_at, it.cancelled) for it in islice(group.sessions(clock.now()), count)]


def test_moved_it_stands_where_it_is_now_and_its_key_stays(group, heard):
    operations.move(group, NEXT, MOVED, 60)
    [first, second] = islice(group.sessions(clock.now()), 2)
    assert (first.starts_at, first.ends_at, first.is_moved) == (MOVED, MOVED + timedelta(hours=1), True)
    assert (second.starts_at, second.is_moved) == (AFTER, False)
    [(listing, before)] = heard
    assert (listing.starts_at, listing.recurrence_id, before) == (MOVED, NEXT, NEXT)
    assert listings.find(listing.occurrence_key) == listing
    assert listings.find(listing.key) == listing


def test_moved_past_the_next_one_it_comes_after_it(group):
    operations.move(group, NEXT, AFTER + timedelta(days=1), 90)
    assert [it.recurrence_id for it in islice(group.sessions(clock.now()), 2)] == [AFTER, NEXT]


def test_moved_into_the_weeks_asked_for_it_is_among_them(group):
    far = datetime(2027, 5, 18, 13, tzinfo=UTC)
    operations.move(group, far, MOVED, 90)
    assert MOVED in [it.starts_at for it in models.upcoming(SUNDAY, SUNDAY + timedelta(days=7))]
    later = models.upcoming(far - timedelta(days=1), far + timedelta(days=1))
    assert later == []


def test_cancelled_it_stays_and_says_so_and_the_next_one_is_next(group, heard):
    operations.cancel(group, NEXT)
    assert starts(group, 2) == [(NEXT, True), (AFTER, False)]
    assert group.next_session().starts_at == AFTER
    assert listings.next_start(group.key, SUNDAY) == AFTER
    assert [(it.cancelled, before) for it, before in heard] == [(True, NEXT)]
    operations.cancel(group, NEXT)
    assert len(heard) == 1


def test_it_can_be_elsewhere_once(group, heard):
    operations.move(group, NEXT, NEXT, 90, place_name="The park", address="Norwood Road")
    [first, second] = islice(group.sessions(clock.now()), 2)
    assert (first.place_name, second.place_name) == ("The park", "Brixton Library")
    assert not first.is_moved
    assert len(heard) == 1


def test_it_takes_place_as_always_after_all(group, heard):
    operations.move(group, NEXT, MOVED, 90, place_name="The park", address="Norwood Road")
    operations.cancel(group, NEXT)
    operations.restore(group, NEXT)
    assert starts(group, 2) == [(NEXT, False), (AFTER, False)]
    assert [it.sequence for it, _before in heard] == [1, 2, 3]


def test_nobody_hears_of_what_is_over(group, heard, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTER + timedelta(hours=3))
    operations.cancel(group, NEXT)
    assert heard == []


def test_a_day_on_which_it_does_not_meet_has_no_session(group):
    for wrong in (NEXT + timedelta(days=1), NEXT + timedelta(hours=1)):
        assert group.session_at(wrong) is None
        with pytest.raises(LookupError):
            operations.cancel(group, wrong)


def test_another_rule_keeps_the_sessions_that_still_are(group, heard):
    """Tuesdays become Tuesdays and Fridays at three: the cancelled Tuesday stays cancelled."""
    operations.cancel(group, NEXT)
    operations.cancel(group, AFTER)
    db.session.commit()
    an_hour_later = {"starts_at": group.starts_at + timedelta(hours=1)}
    operations.change(group, **an_hour_later, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR")
    db.session.commit()
    db.session.expire_all()
    found = db.session.get(Group, group.id)
    # Every second week from 2 March on: not on 9 March, and on 16 March at three.
    assert starts(found, 2) == [(AFTER + timedelta(hours=1), True), (datetime(2027, 3, 19, 15, tzinfo=UTC), False)]
    assert len(found.changed_sessions) == 1


def test_another_time_for_all_is_said_once_for_the_next(group, heard):
    operations.change(group, starts_at=group.starts_at + timedelta(hours=1))
    [(listing, before)] = heard
    assert (listing.starts_at, before) == (NEXT + timedelta(hours=1), NEXT)
    operations.change(group, about="Something else")
    assert len(heard) == 1


def test_a_group_that_ends_tells_of_its_next_session(group, heard):
    operations.change(group, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270302T235959Z")
    [(listing, before)] = heard
    assert (listing.cancelled, before) == (True, NEXT)
    assert group.next_session() is None


@pytest.mark.parametrize(
    ("first", "on", "begins"),
    [
        # The hour that does not exist: an hour later by the clock on the wall (RFC 5545 3.3.5) …
        ((2027, 3, 21, 1, 30), (2027, 3, 28), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        # … and the one that exists twice: the first time.
        ((2027, 10, 24, 1, 30), (2027, 10, 31), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_session_in_the_hour_of_the_clock_change(app, first, on, begins):
    group = make_group(starts_at=datetime(*first, tzinfo=LONDON), rule="FREQ=WEEKLY;BYDAY=SU", minutes=10)
    noon_before = datetime(*on, tzinfo=LONDON) - timedelta(hours=12)
    found = [next(group.sessions(noon_before)), next(group.sessions(begins + timedelta(minutes=5)))]
    assert [it.starts_at for it in found] == [begins, begins]
    assert group.session_at(begins) is not None
    afterwards = next(group.sessions(begins + timedelta(minutes=15))).starts_at
    assert clock.local(afterwards).strftime("%H:%M") == "01:30"
    assert afterwards - begins < timedelta(days=8)


USUAL = {"title": "Brixton Library", "address": "Brixton Oval"}


@pytest.fixture
def places(group):
    """The group's usual place, where one gets in without a step and hears well, and a hall where one does not."""
    usual = Place.create(**USUAL, about="", step_free=True, hearing_loop=True, toilets="accessible")
    hall = Place.create(
        title="Old hall", address="1 Hill Rd", about="", step_free=False, hearing_loop=None, toilets="none"
    )
    db.session.flush()
    group.change(place_id=usual.id, access_notes="Ring the bell on the left.")
    db.session.commit()
    db.session.refresh(group)
    return usual, hall


def good_to_know(client):
    page = client.get("/en/groups/reading-aloud").text
    section = page[page.index("Good to know") :]
    return [
        words
        for words in ("Step-free", "There are steps", "Hearing loop", "wheelchair", "Ring the bell")
        if words in section
    ]


def test_how_to_get_in_is_about_the_place_where_the_next_session_is(group, places, client):
    _usual, hall = places
    at_usual = ["Step-free", "Hearing loop", "wheelchair", "Ring the bell"]
    assert good_to_know(client) == at_usual
    operations.move(group, NEXT, MOVED, 60, place_id=hall.id, place_name=hall.title, address=hall.address)
    db.session.commit()
    assert good_to_know(client) == ["There are steps"]
    operations.move(group, NEXT, MOVED, 60, place_name="The park", address="Norwood Road")
    db.session.commit()
    assert good_to_know(client) == []
    operations.cancel(group, NEXT)  # the one after it is where it always is
    db.session.commit()
    assert good_to_know(client) == at_usual


def test_a_series_takes_after_its_rule_and_not_after_its_next_session(group, places, client):
    _usual, hall = places
    operations.move(group, NEXT, MOVED, 60, place_id=hall.id, place_name=hall.title, address=hall.address)
    db.session.commit()
    page = client.get("/en/groups/reading-aloud").text
    facts = json.loads(re.search(r'<script[^>]*"application/ld\+json"[^>]*>(.*?)</script>', page)[1])
    assert facts["location"]["name"] == "Brixton Library"
    assert [it["location"]["name"] for it in facts["subEvent"]][:2] == ["Old hall", "Brixton Library"]
