"""A change comes after what it takes back, whatever two workers do, and is heard where it takes its place."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import engine, jobs, operations
from peer_app.push.models import CANCELLATION, CHANGE, CONFIRMATION, REMINDER, TOLD, URGENT
from tests.factories import make_account, make_event
from tests.push.notices import notify

LATER = timedelta(seconds=30)


@pytest.fixture
def event(app):
    return make_event(title="Breakfast", starts_at=clock.now() + timedelta(days=2))


def tell(event):
    words = {"title": "Come", "body": "There is tea.", "topic": f"event:{event.id}", "page": event.listing.key}
    operations.tell(make_account(), token="one", **words)
    db.session.commit()


def bodies(messages):
    return [message.json()["notification"]["body"] for message in messages]


def test_a_worker_that_holds_what_is_taken_back_comes_first(event, follow, service, later):
    """Another worker sends the change meanwhile: it waits those seconds."""
    phone = follow(f"event:{event.id}", discreet=False)
    tell(event)
    held = engine.claim(10).messages  # in the hands of a worker that is not as quick
    assert len(held) == 1
    event.cancel()
    db.session.commit()
    engine.run()
    assert service.of(phone) == []
    engine.settle([engine.Outcome(held[0], 201)])  # now it is out
    later(LATER)
    jobs.send()
    [message] = service.of(phone)
    assert bodies([message])[0].startswith("Cancelled.")


def test_a_worker_that_died_with_it_holds_a_change_up_no_longer_than_its_lease(event, follow, service, later):
    phone = follow(f"event:{event.id}", discreet=False)
    tell(event)
    assert engine.claim(10).messages
    event.cancel()
    db.session.commit()
    for _ in range(8):
        jobs.send()
        later(LATER)
    [message] = service.of(phone)
    assert bodies([message])[0].startswith("Cancelled.")


def test_what_is_due_together_is_held_up_by_nothing(event, follow, service):
    phone = follow(f"event:{event.id}", discreet=False)
    tell(event)
    event.cancel()
    db.session.commit()
    engine.run()
    [message] = service.of(phone)
    assert bodies([message])[0].startswith("Cancelled.")


def test_what_two_workers_send_at_a_time_is_true_in_either_order(app, event, follow, service):
    """A coordinator's words and a change go out together: each says that it changed."""
    phone = follow(f"event:{event.id}", discreet=False)
    tell(event)
    event.change(place_name="The park")
    db.session.commit()
    engine.run()
    assert len(service.of(phone)) == 2
    for body in bodies(service.of(phone)):
        assert "Changed. It takes place on" in body
        assert "The park" in body


@pytest.mark.parametrize(
    ("kind", "is_heard"),
    [(CHANGE, True), (CANCELLATION, True), (TOLD, True), (URGENT, True), (REMINDER, False), (CONFIRMATION, False)],
)
def test_what_is_news_is_heard_where_it_replaces_something(follow, service, kind, is_heard):
    phone = follow("events")
    notify(kind=kind)
    engine.run()
    [message] = service.of(phone)
    assert message.json()["notification"]["renotify"] is is_heard
