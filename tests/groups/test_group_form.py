"""A coordinator says when a group meets without knowing of rules."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock
from peer_app.core.listings import moment_in_key
from peer_app.extensions import db
from peer_app.groups.models import Group
from tests.auditing_client import Page
from tests.factories import make_group

GOOD = {
    "title": "Reading aloud",
    "about": "We read a story aloud.",
    "how_often": "second-week",
    "weekdays": ["1"],
    "first_day": "2027-03-03",
    "starts": "14:00",
    "ends": "15:30",
    "last_day": "",
    "place_name": "Brixton Library",
    "address": "Brixton Oval",
    "welcome": "Everyone.",
}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def coordinator(client, sign_in):
    sign_in(client)
    return client


def only():
    db.session.expire_all()
    return db.session.query(Group).one()


@pytest.mark.parametrize(
    ("said", "rule", "first"),
    [
        ({}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", (2027, 3, 9, 14)),
        ({"how_often": "week", "weekdays": ["4", "1"]}, "FREQ=WEEKLY;BYDAY=TU,FR", (2027, 3, 5, 14)),
        ({"how_often": "last", "weekdays": ["4"]}, "FREQ=MONTHLY;BYDAY=-1FR", (2027, 3, 26, 14)),
        ({"last_day": "2027-05-04"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270504T225959Z", (2027, 3, 9, 14)),
    ],
)
def test_it_meets_as_it_was_said(coordinator, said, rule, first):
    assert coordinator.submit("/groups/new", **GOOD | said).location == "/groups/reading-aloud/hosts"
    group = only()
    assert (group.rule, group.starts_at, group.minutes) == (rule, datetime(*first, tzinfo=UTC), 90)
    assert group.how_often in coordinator.get("/en/groups/reading-aloud").text
    form = Page(coordinator.get("/groups/reading-aloud/edit").text).forms[-1]["values"]
    assert form["first_day"] == f"{group.starts_at:%Y-%m-%d}"
    assert form["last_day"] == (said.get("last_day") or "")


def test_it_may_go_on_past_midnight(coordinator):
    assert coordinator.submit("/groups/new", **GOOD | {"starts": "22:00", "ends": "00:30"}).status_code == 302
    group = only()
    assert group.minutes == 150
    assert "22:00 to 00:30" in coordinator.get("/en/groups/reading-aloud").text
    coordinator.submit("/groups/reading-aloud/edit", about="We read ghost stories.")
    assert only().minutes == 150
    session = only().next_sessions()[0]
    one = f"/groups/reading-aloud/sessions/{moment_in_key(session.recurrence_id)}"
    assert coordinator.submit(one, place_name="The park").status_code == 302
    assert coordinator.submit(one, starts="23:00", ends="01:00").status_code == 302
    moved = only().next_sessions()[0]
    assert (moved.starts_at.hour, moved.ends_at - moved.starts_at) == (23, timedelta(hours=2))


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"weekdays": []}, "weekdays", "Choose at least one day of the week."),
        ({"first_day": "2027-04-31"}, "first_day", "Enter a day that exists"),
        ({"first_day": "9999-12-31"}, "first_day", "Enter a day in this century."),
        ({"last_day": "2027-02-30"}, "last_day", "Enter a day that exists"),
        ({"last_day": "2027-03-08"}, "last_day", "It first meets on Tuesday 9 March 2027. Enter a later day"),
        ({"ends": "13:00"}, "ends", "Enter an end that comes after the start."),
        ({"weekdays": ["6"], "first_day": "2027-03-28", "starts": "01:30"}, "starts", "that time does not exist"),
        ({"title": "x" * 10_000}, "title", "at most 120 characters, now 10000"),
        ({"is_free": "no"}, "cost", "Enter what it costs, like £2"),
    ],
)
def test_a_mistake_comes_back_filled_in(coordinator, wrong, field, sentence):
    answer = coordinator.submit("/groups/new", **GOOD | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert "Brixton Oval" in answer.text
    assert db.session.query(Group).count() == 0


def test_opened_and_saved_it_meets_as_before(coordinator):
    group = make_group(rule="FREQ=MONTHLY;BYDAY=1TU;UNTIL=20280101T235959Z")
    before = (group.rule, group.starts_at, group.minutes)
    assert coordinator.submit("/groups/reading-aloud/edit").location == "/whats-on"
    assert (only().rule, only().starts_at, only().minutes) == before


def test_a_rule_that_nobody_can_choose_is_kept(coordinator):
    group = make_group(rule="FREQ=DAILY;COUNT=9", meets="Nine days")
    before = (group.rule, group.starts_at)
    assert "Nine days" in coordinator.get("/groups/reading-aloud/edit").text
    answer = coordinator.submit("/groups/reading-aloud/edit", how_often="as-it-is", weekdays=["1"], title="Nine")
    assert answer.location == "/whats-on"
    assert ((only().rule, only().starts_at), only().title) == (before, "Nine")


def test_a_second_tab_does_not_undo_the_first_one(coordinator, monkeypatch):
    make_group()
    second_tab = Page(coordinator.get("/groups/reading-aloud/edit").text).forms[-1]["values"]
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 1, 13, tzinfo=UTC))
    coordinator.submit("/groups/reading-aloud/edit", title="From the first tab", how_often="week", weekdays=["1"])
    answer = coordinator.post("/groups/reading-aloud/edit", data=second_tab | {"weekdays": ["1"]})
    assert "Somebody changed this meanwhile" in answer.text
    assert only().title == "From the first tab"
