"""One session of a group is moved or cancelled: followers hear of it, and are reminded of what takes place."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.groups import operations as groups
from peer_app.push import jobs, operations
from tests.factories import make_account, make_group
from tests.push.conftest import row_of

NEXT, AFTER = datetime(2027, 3, 9, 14, tzinfo=UTC), datetime(2027, 3, 16, 14, tzinfo=UTC)


@pytest.fixture
def at(app, monkeypatch):
    def set_to(day: int, hour: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, day, hour, tzinfo=UTC))

    return set_to


@pytest.fixture
def group(at):
    """Meets every Tuesday at two; it is Sunday 7 March."""
    at(7, 12)
    return make_group()


def work():
    db.session.commit()
    for job in (jobs.remind, jobs.fill, jobs.send):
        job()


def said(service, phone):
    """What a phone was told, oldest first; then it forgets."""
    found = [message.json()["notification"]["body"] for message in service.of(phone)]
    service.forget()
    return found


def test_cancelled_it_is_said_and_not_reminded_of(group, follow, service, at):
    phone = follow(f"group:{group.id}", discreet=False)
    groups.cancel(group, NEXT)
    work()
    assert said(service, phone) == ["Cancelled. It does not take place on Tuesday 9 March 2027, 14:00."]
    for now in ((8, 18), (9, 12), (9, 13)):
        at(*now)
        work()
    assert said(service, phone) == []
    at(15, 18)
    work()
    assert said(service, phone) == ["Tomorrow at 14:00, Brixton Library."]


def test_moved_it_is_reminded_of_at_its_new_time_and_place(group, follow, service, at):
    phone = follow(f"group:{group.id}", discreet=False)
    groups.move(group, NEXT, datetime(2027, 3, 11, 10, tzinfo=UTC), 60, place_name="The park", address="Norwood Road")
    work()
    assert said(service, phone) == ["Changed. It takes place on Thursday 11 March 2027, 10:00, The park."]
    at(8, 18)
    work()
    assert said(service, phone) == []
    at(10, 18)
    work()
    assert said(service, phone) == ["Changed. Tomorrow at 10:00, The park."]


def test_a_reminder_that_waits_is_stopped_and_those_of_other_sessions_are_not(group, follow, service, at, app):
    follow(f"group:{group.id}")
    at(8, 18)
    jobs.remind()  # it waits to be sent
    operations.tell(
        make_account(),
        token="one",
        title="Cake",
        body="",
        topic=f"group:{group.id}",
        page=group.key,
        send_at=datetime(2027, 3, 12, 12, tzinfo=UTC),
    )
    db.session.commit()
    service.forget()
    groups.cancel(group, NEXT)
    work()
    assert [message.json()["notification"]["body"] for message in service.accepted()] == [
        "Something you follow has changed."
    ]
    service.forget()
    at(12, 12)
    work()
    assert len(service.accepted()) == 1  # what was told of the next one


def test_two_sessions_take_no_place_of_each_other(group, follow, service):
    phone = follow(f"group:{group.id}")
    groups.cancel(group, NEXT)
    groups.cancel(group, AFTER)
    work()
    tags = [message.json()["notification"]["tag"] for message in service.of(phone)]
    assert len(set(tags)) == len(tags) == 2
    assert all(len(tag) <= 32 for tag in tags)


def test_restored_it_is_said_once_and_the_news_before_it_is_not(group, follow, service):
    phone = follow(f"group:{group.id}", discreet=False)
    groups.cancel(group, NEXT)
    groups.restore(group, NEXT)
    work()
    assert said(service, phone) == ["Changed. It takes place on Tuesday 9 March 2027, 14:00, Brixton Library."]


def test_whoever_was_told_about_the_group_hears_too(group, follow, service, at):
    phone = follow(f"group:{group.id}", "volunteering", discreet=False)
    at(8, 18)
    work()
    row_of(phone).unfollow([f"group:{group.id}"])
    groups.move(group, NEXT, NEXT + timedelta(days=1), 90)
    work()
    assert said(service, phone)[1:] == ["Changed. It takes place on Wednesday 10 March 2027, 14:00, Brixton Library."]


def test_a_group_that_ends_says_so(group, follow, service):
    """Its next session is none of the rule's any more, and still has its words."""
    phone = follow(f"group:{group.id}", discreet=False)
    groups.change(group, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270302T235959Z")
    work()
    assert said(service, phone) == ["Cancelled. It does not take place on Tuesday 9 March 2027, 14:00."]


def test_what_was_said_of_a_session_that_the_rule_has_no_more_is_taken_back(group, follow, service, at):
    """It stands on lock screens under a tag of its own; whoever heard nothing of it hears only of the new day."""
    reminded = follow(f"group:{group.id}", discreet=False)
    at(8, 18)
    work()
    [message] = service.of(reminded)
    tag = message.json()["notification"]["tag"]
    late = follow(f"group:{group.id}", discreet=False)
    groups.change(group, rule="FREQ=WEEKLY;BYDAY=TH")
    work()
    changed = "Changed. It takes place on Thursday 11 March 2027, 14:00, Brixton Library."
    gone = "Cancelled. It does not take place on Tuesday 9 March 2027, 14:00."
    by_tag = {m.json()["notification"]["tag"]: m.json()["notification"]["body"] for m in service.of(reminded)}
    assert by_tag.pop(tag) == gone
    assert list(by_tag.values()) == [changed]
    assert said(service, late) == [changed]
