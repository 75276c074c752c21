"""The .ics files, read back by a parser."""

from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from tests.factories import make_event, make_group

LONDON = ZoneInfo("Europe/London")


def entries(client, address):
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.get_data())
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    return calendar.walk("VEVENT")


def test_an_event_has_its_times_and_place(client):
    event = make_event(title="Tea; and, cake", starts_at=datetime(2027, 6, 10, 10, tzinfo=LONDON))
    [entry] = entries(client, f"/en/events/{event.slug}.ics")
    assert entry["SUMMARY"] == "Tea; and, cake"
    assert entry.start == datetime(2027, 6, 10, 10, tzinfo=LONDON)
    assert "268 Wandsworth Rd" in entry["LOCATION"]
    assert entry["UID"].startswith(f"event-{event.id}@")
    assert entry["URL"].endswith(f"/events/{event.slug}")


def test_a_group_repeats_by_its_rule(client):
    make_group()
    [entry] = entries(client, "/en/groups/reading-aloud.ics")
    assert entry["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert entry.start == datetime(2027, 3, 2, 14, tzinfo=LONDON)


def test_the_feed_holds_everything_with_a_date(client):
    make_event(title="Open event")
    titles = {str(entry["SUMMARY"]) for entry in entries(client, "/en/calendar.ics")}
    assert "Open event" in titles
