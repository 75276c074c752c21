"""A week after, who said that they come is erased, and how many they were stays."""

from datetime import timedelta

import pytest

from peer_app.coming import jobs
from peer_app.coming.models import KEPT, Coming, ComingTotal, occasion_of
from peer_app.core import clock
from peer_app.extensions import db
from peer_app.groups import operations as groups
from tests.coming.steps import address_of, choices_in, how_many, say, tomorrow
from tests.factories import make_group


@pytest.fixture
def at(monkeypatch):
    """Sets the clock and lets the workers look."""

    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        jobs.forget()

    return at


def test_it_is_erased_and_the_count_stays(client, event, at):
    link = say(client, address_of(event))
    say(client, address_of(event), how_many="2")
    at(event.ends_at + KEPT - timedelta(minutes=1))
    assert len(Coming.to(f"event:{event.id}").rows) == 2
    at(event.ends_at + KEPT + timedelta(minutes=1))
    assert Coming.to(f"event:{event.id}").rows == []
    assert how_many(event) == 5
    assert client.get(link).status_code == 404
    jobs.forget()
    assert [total.people for total in db.session.query(ComingTotal)] == [5]


def test_a_week_after_the_day_it_was_moved_to(client, event, at):
    say(client, address_of(event))
    before = event.ends_at
    event.change(starts_at=event.starts_at + timedelta(days=20), ends_at=before + timedelta(days=20))
    db.session.commit()
    at(before + KEPT + timedelta(minutes=1))
    assert how_many(event) == len(Coming.to(f"event:{event.id}").rows) + 2 == 3
    at(before + timedelta(days=20) + KEPT + timedelta(minutes=1))
    assert Coming.to(f"event:{event.id}").rows == []


def test_each_session_of_a_group_by_itself(client, at):
    group = make_group(starts_at=tomorrow(), rule="FREQ=WEEKLY")
    choices = choices_in(client.get(address_of(group)).text)
    for choice in choices[:2]:
        say(client, address_of(group), occasion=choice)
    first_ends = group.starts_at + timedelta(minutes=group.minutes)
    at(first_ends + KEPT + timedelta(hours=1))
    assert [said.occasion for said in Coming.to(f"group:{group.id}").rows] == [choices[1]]


def test_a_session_that_is_moved_keeps_who_is_coming(client, at):
    group = make_group(starts_at=tomorrow(), rule="FREQ=WEEKLY;COUNT=3")
    session = group.next_sessions()[0]
    link = say(client, address_of(group), occasion=occasion_of(session))
    groups.move(group, session.recurrence_id, session.starts_at + timedelta(days=10), 60)
    db.session.commit()
    moved = clock.local(session.starts_at + timedelta(days=10))
    assert moved.strftime("%A") in client.get(link).text
    at(session.ends_at + KEPT + timedelta(hours=2))
    assert len(Coming.to(f"group:{group.id}").rows) == 1
    at(session.ends_at + timedelta(days=10) + KEPT + timedelta(hours=2))
    assert Coming.to(f"group:{group.id}").rows == []


def test_what_it_was_about_may_be_gone(client, event, at):
    say(client, address_of(event))
    ends_at = event.ends_at
    db.session.delete(event)
    db.session.commit()
    at(ends_at + KEPT + timedelta(minutes=1))
    assert Coming.known_times() == {}


def test_the_worker_sees_to_it(app):
    assert jobs.FORGET in app.extensions["jobs"].tasks
