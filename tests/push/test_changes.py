"""An event that people count on is cancelled or moved: they hear so once, and nothing wrong reaches them any more."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import jobs, operations
from peer_app.push.models import CHANGE, TOLD, Notification
from tests.factories import make_account, make_event
from tests.push.conftest import row_of
from tests.push_service import Answer

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2027, 6, 8, 12, tzinfo=LONDON)


@pytest.fixture
def at(app, monkeypatch):
    """Set the clock, by London's."""

    def set_to(day: int, hour: int, minute: int = 0) -> None:
        moment = datetime(2027, 6, day, hour, minute, tzinfo=LONDON).astimezone(NOON.tzinfo)
        monkeypatch.setattr(clock, "now", lambda: moment.astimezone(ZoneInfo("UTC")))

    return set_to


@pytest.fixture
def event(at):
    """On Thursday 10 June at ten; it is Tuesday noon."""
    at(8, 12)
    return make_event(title="Breakfast", starts_at=datetime(2027, 6, 10, 10, tzinfo=LONDON))


def tell(event, token="one", **facts):
    texts = {"title": "Come for breakfast", "body": "There is tea.", "topic": "events", "page": event.listing.key}
    told = operations.tell(make_account(name=f"Ama {token}"), token=token, **texts | facts)
    db.session.commit()
    return told


def work():
    """What workers do each minute."""
    for job in (jobs.remind, jobs.fill, jobs.send):
        job()


def facts_of(message):
    return message.json()["notification"]


def move(event, *when):
    starts_at = datetime(2027, 6, *when, tzinfo=LONDON)
    event.change(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    db.session.commit()


def test_a_cancelled_one_takes_the_place_of_what_was_announced(event, follow, service):
    open_one, discreet = follow("events", discreet=False), follow("events")
    tell(event)
    work()
    event.cancel()
    db.session.commit()
    work()
    before, after = service.of(open_one)
    assert facts_of(before)["tag"] == facts_of(after)["tag"] == f"event-{event.id}"
    assert before.headers["topic"] == after.headers["topic"]
    assert facts_of(after)["title"] == "Breakfast"
    assert facts_of(after)["body"] == "Cancelled. It does not take place on Thursday 10 June 2027, 10:00."
    assert f"/en/events/{event.slug}" in facts_of(after)["navigate"]
    facts = facts_of(service.of(discreet)[-1])
    assert (facts["title"], facts["body"]) == ("What’s on", "Something you follow has changed.")


def test_it_goes_to_followers_and_to_those_who_were_told_once_each(event, follow, service):
    follower, told, both = follow(f"event:{event.id}"), follow("events"), follow("events", f"event:{event.id}")
    tell(event)
    work()
    late, elsewhere = follow("events"), follow("volunteering")
    service.forget()
    event.cancel()
    db.session.commit()
    work()
    work()
    for phone in (follower, told, both):
        assert len(service.of(phone)) == 1
    assert service.of(late) == service.of(elsewhere) == []


def test_whoever_was_told_and_then_ended_everything_hears_nothing(event, follow, service):
    phone = follow("events")
    tell(event)
    work()
    row_of(phone).unfollow(["events"])
    db.session.commit()
    service.forget()
    event.cancel()
    db.session.commit()
    work()
    assert service.of(phone) == []


def test_a_moved_one_says_when_and_where_it_is_now(event, follow, service):
    phone = follow(f"event:{event.id}", discreet=False)
    event.change(place_name="The library")
    move(event, 11, 15)
    work()
    # The second change took the place of the first before that had gone out.
    [message] = service.of(phone)
    assert facts_of(message)["body"] == "Changed. It takes place on Friday 11 June 2027, 15:00, The library."


def test_it_is_reminded_of_at_its_new_time_and_not_at_the_old(event, follow, service, at):
    phone = follow(f"event:{event.id}", discreet=False)
    move(event, 11, 15)
    work()
    service.forget()
    for now in ((9, 18, 1), (10, 8, 1), (10, 17, 59)):
        at(*now)
        work()
    assert service.of(phone) == []
    at(10, 18, 1)
    work()
    [message] = service.of(phone)
    assert facts_of(message)["body"] == "Changed. Tomorrow at 15:00, Coffee Lovers Cafe."


def test_a_reminder_that_waits_is_not_sent_once_it_is_wrong(app, event, follow, service, at):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    at(9, 19, 0)
    phone = follow(f"event:{event.id}")
    row_of(phone).time_zone = "Australia/Sydney"  # where it is quiet time until one at night in London
    db.session.commit()
    work()
    move(event, 12, 10)
    service.forget()
    at(10, 1, 0)
    work()
    assert [facts_of(message)["body"] for message in service.of(phone)] == ["Something you follow has changed."]


def test_moved_five_minutes_before_its_reminder(event, follow, service, at):
    """And moved back: the change says when it is, so the reminder of the day before would only take its place."""
    phone = follow(f"event:{event.id}", discreet=False)
    at(9, 17, 55)
    move(event, 11, 10)
    work()
    at(9, 18, 0)
    work()
    assert [facts_of(message)["body"][:24] for message in service.of(phone)] == ["Changed. It takes place "]
    move(event, 10, 10)
    service.forget()
    for hour in (18, 19, 22):
        at(9, hour, 30)
        work()
    [message] = service.of(phone)
    assert facts_of(message)["body"] == "Changed. It takes place on Thursday 10 June 2027, 10:00, Coffee Lovers Cafe."
    at(10, 8)
    work()
    assert facts_of(service.of(phone)[-1])["body"] == "Changed. Today at 10:00, Coffee Lovers Cafe."


def test_after_it_was_moved_away_and_back_whoever_heard_of_no_change_is_reminded(event, follow, service, at):
    """They follow it only now, or the change could not be delivered."""
    refuses = follow(f"event:{event.id}", discreet=False)
    at(9, 18, 0)
    work()
    refuses.answers.extend([Answer(413)] * 2)
    move(event, 12, 10)
    work()
    move(event, 10, 10)
    work()
    new = follow(f"event:{event.id}", discreet=False)
    service.forget()
    work()
    for phone in (refuses, new):
        [message] = service.of(phone)
        assert facts_of(message)["body"] == "Changed. Tomorrow at 10:00, Coffee Lovers Cafe."


@pytest.mark.parametrize(("day", "hour", "is_soon"), [(9, 23, True), (9, 21, False)])
def test_quiet_time_holds_unless_it_begins_within_twelve_hours(app, event, follow, service, at, day, hour, is_soon):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00", REMIND_HOURS=0)
    phone = follow(f"event:{event.id}")
    at(day, hour)
    event.cancel()
    db.session.commit()
    work()
    assert len(service.of(phone)) == (1 if is_soon else 0)
    at(10, 9, 0)
    work()
    assert len(service.of(phone)) == 1


def test_moved_from_tomorrow_to_next_week_is_said_tonight(app, event, follow, service, at):
    """Whoever only knows of the old time would set out for it."""
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    phone = follow(f"event:{event.id}")
    at(9, 23)
    move(event, 17, 10)
    work()
    assert len(service.of(phone)) == 1


def test_what_was_planned_about_a_cancelled_one_is_stopped(event, follow, service, at, client, sign_in):
    follow("events")
    service.forget()
    told = tell(event, send_at=datetime(2027, 6, 9, 10, tzinfo=LONDON))
    number = told.id
    event.cancel()
    db.session.commit()
    at(9, 10, 1)
    work()
    assert service.accepted() == []
    sign_in(client)
    page = client.get(f"/tell/{number}").text
    assert "because it does not take place" in page
    assert "It went out to nobody." in page


def test_what_was_planned_about_a_moved_one_goes_out_for_its_new_time(event, follow, service, at):
    phone = follow("events")
    number = tell(event, send_at=datetime(2027, 6, 9, 10, tzinfo=LONDON)).id
    move(event, 9, 20)
    told = db.session.get(Notification, number)
    assert told.happens_at == told.expires_at == datetime(2027, 6, 9, 20, tzinfo=LONDON)
    at(9, 10, 1)
    work()
    assert facts_of(service.of(phone)[-1])["body"] == "Something you follow is on today."


def test_other_words_are_no_news(event, follow, service):
    phone = follow(f"event:{event.id}")
    event.change(expect="Somebody sings.")
    db.session.commit()
    work()
    assert service.of(phone) == []
    assert db.session.query(Notification).filter_by(kind=CHANGE).count() == 0


def test_a_change_that_is_taken_back_tells_nobody(event, follow, service):
    phone = follow(f"event:{event.id}")
    event.cancel()
    db.session.rollback()
    work()
    assert service.of(phone) == []


def test_it_does_not_count_among_the_three_a_week(event, follow, service):
    phone = follow("events", f"event:{event.id}")
    for token in "abc":
        tell(event, token)
    work()
    event.cancel()
    db.session.commit()
    work()
    assert len(service.of(phone)) == 4
    assert db.session.query(Notification).filter_by(kind=TOLD).count() == 3
