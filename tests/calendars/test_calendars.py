"""What stands in the .ics files, read back by a parser that shares nothing with the one that writes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import IcsCalendarStream

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.groups import operations
from tests.factories import make_event, make_group, make_van_stop

LONDON = ZoneInfo("Europe/London")
GROUP = "/en/groups/reading-aloud.ics"
FROM, UNTIL = datetime(2027, 3, 20, tzinfo=UTC), datetime(2027, 4, 20, tzinfo=UTC)


@pytest.fixture
def group(app, monkeypatch):
    """Meets every Tuesday at two; it is Monday 1 March."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 1, 9, tzinfo=UTC))
    return make_group()


def calendar_at(client, address):
    db.session.commit()
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    return IcsCalendarStream.calendar_from_ics(answer.text)


def when(calendar):
    """Every time in those weeks that takes place, by the clock on the wall."""
    found = calendar.timeline.overlapping(FROM, UNTIL)
    return [
        f"{clock.local(it.start_datetime):%d %b %H:%M}" for it in found if it.status is None or it.status != "CANCELLED"
    ]


def test_an_event_has_its_times_and_place(client):
    event = make_event(title="Tea; and, cake", starts_at=datetime(2027, 6, 10, 10, tzinfo=LONDON))
    calendar = calendar_at(client, f"/en/events/{event.slug}.ics")
    [entry] = calendar.events
    assert entry.summary == "Tea; and, cake"
    assert entry.start_datetime == datetime(2027, 6, 10, 9, tzinfo=UTC)
    assert "268 Wandsworth Rd\nLondon" in entry.location
    assert entry.uid.startswith(f"event-{event.id}@")
    assert str(entry.url).endswith(f"/events/{event.slug}")
    assert [zone.tz_id for zone in calendar.timezones] == ["Europe/London"]
    assert len(client.get(f"/en/events/{event.slug}.ics").data) < 1200


def test_a_moved_and_a_cancelled_event_say_so(client):
    event, stop = make_event(), make_van_stop()
    event.change(starts_at=event.starts_at + timedelta(hours=1), ends_at=event.ends_at + timedelta(hours=1))
    event.cancel()
    stop.cancel()
    for address in (f"/en/events/{event.slug}.ics", f"/en/van-stops/{stop.slug}.ics"):
        [entry] = calendar_at(client, address).events
        assert entry.status == "CANCELLED"
        assert entry.sequence > 0
    event.resume()
    [entry] = calendar_at(client, f"/en/events/{event.slug}.ics").events
    assert (entry.status, entry.sequence) == (None, 3)


def test_a_group_keeps_its_time_through_the_change_of_the_clocks(client, group):
    assert when(calendar_at(client, GROUP)) == ["23 Mar 14:00", "30 Mar 14:00", "06 Apr 14:00", "13 Apr 14:00"]


def test_moved_and_cancelled_sessions(client, group):
    second, third = datetime(2027, 3, 30, 13, tzinfo=UTC), datetime(2027, 4, 6, 13, tzinfo=UTC)
    operations.move(group, second, second + timedelta(days=1), 60, place_name="The park", address="Norwood Road")
    operations.cancel(group, third)
    calendar = calendar_at(client, GROUP)
    assert when(calendar) == ["23 Mar 14:00", "31 Mar 14:00", "13 Apr 14:00"]
    master, moved, cancelled = calendar.events
    assert {it.uid for it in (moved, cancelled)} == {master.uid}
    assert (master.recurrence_id, moved.location) == (None, "The park, Norwood Road")
    assert (cancelled.status, moved.sequence, master.sequence) == ("CANCELLED", 1, 0)
    # A calendar finds the session by the very value that the rule makes.
    assert "RECURRENCE-ID;TZID=Europe/London:20270330T140000" in client.get(GROUP).text.replace("\r\n ", "")
    operations.restore(group, third)
    operations.restore(group, second)
    assert len(when(calendar_at(client, GROUP))) == 4
    assert len(calendar_at(client, GROUP).events) == 1


def test_a_group_that_ends(client, group):
    operations.change(group, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270330T225959Z")
    assert when(calendar_at(client, GROUP)) == ["23 Mar 14:00", "30 Mar 14:00"]


def test_the_feed_holds_each_thing_once_with_what_is_different(client, group):
    operations.cancel(group, datetime(2027, 3, 30, 13, tzinfo=UTC))
    make_event(title="Open event")
    make_van_stop()
    calendar = calendar_at(client, "/en/calendar.ics")
    assert sorted(it.summary for it in calendar.events if it.recurrence_id is None) == [
        "Open event",
        "Reading aloud",
        "Van at Windrush Square",
    ]
    assert when(calendar) == ["23 Mar 14:00", "06 Apr 14:00", "13 Apr 14:00"]
    chosen = calendar_at(client, "/en/calendar.ics?kind=group").events
    assert {it.summary for it in chosen} == {"Reading aloud", "Cancelled: Reading aloud"}
    assert len(chosen) == 2
    uids = {it.uid for it in calendar_at(client, GROUP).events}
    assert uids < {it.uid for it in calendar.events}


def test_a_group_without_any_session_is_an_empty_calendar(client, group):
    operations.change(group, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101T000000Z")
    assert calendar_at(client, GROUP).events == []
