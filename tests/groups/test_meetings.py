"""A weekly group keeps its wall-clock time through both changes of the clocks."""

from datetime import UTC, datetime

from peer_app.core import clock
from peer_app.groups import models
from tests.factories import make_group


def hours_utc(group, start, count):
    meetings = group.meetings(start)
    return [next(meetings).hour for _ in range(count)]


def test_it_stays_at_two_in_the_afternoon_in_spring(app):
    group = make_group()
    # 28 March 2027: the clocks go forward.
    assert hours_utc(group, datetime(2027, 3, 20, tzinfo=UTC), 2) == [14, 13]


def test_and_in_autumn(app):
    group = make_group()
    # 31 October 2027: the clocks go back.
    assert hours_utc(group, datetime(2027, 10, 25, tzinfo=UTC), 2) == [13, 14]


def test_a_meeting_that_has_begun_is_still_on(app):
    group = make_group()
    during = datetime(2027, 3, 2, 15, tzinfo=UTC)
    assert next(group.meetings(during)) == datetime(2027, 3, 2, 14, tzinfo=UTC)


def test_the_page_and_the_list_show_the_next_ones(client, monkeypatch):
    make_group()
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 3, tzinfo=UTC))
    assert "Tuesday 9 March 2027, 14:00" in client.get("/en/groups/reading-aloud").text
    until = datetime(2027, 3, 31, tzinfo=UTC)
    assert len(models.upcoming(clock.now(), until)) == 4
