"""Whatever zone the setting names, calendars that know only the feed's own VTIMEZONE find the right moments."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from peer_app.core import clock
from peer_app.core.vtimezone import vtimezone
from peer_app.extensions import db
from tests.calendars.readers import READERS
from tests.factories import make_group

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
#: One DAYLIGHT and one STANDARD: half an hour, another half of the year, the Saturday before the last Sunday.
WITH_SUMMER_TIME = [
    "Europe/London",
    "Europe/Dublin",
    "Atlantic/Azores",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Asia/Jerusalem",
    "Africa/Cairo",
    "America/Nuuk",
]
WITHOUT = ["UTC", "Asia/Kolkata", "America/Sao_Paulo", "Europe/Istanbul", "Africa/Lagos", "Asia/Kathmandu"]
#: Changed their rules, or have none.
OTHERS = ["Africa/Casablanca", "Asia/Gaza"]
A_WEEK = timedelta(days=7)


def written(zone: str, first: datetime = NOW, last: datetime = NOW) -> str:
    text: bytes = vtimezone(ZoneInfo(zone), first, last).to_ical()
    return text.decode()


@pytest.mark.parametrize("zone", WITH_SUMMER_TIME)
def test_one_part_for_each_half_of_the_year_by_a_rule(zone):
    text = written(zone)
    assert (text.count("BEGIN:DAYLIGHT"), text.count("BEGIN:STANDARD")) == (1, 1)
    assert text.count("RRULE:FREQ=YEARLY;") == 2
    assert "RDATE" not in text and "COUNT" not in text and "UNTIL" not in text  # noqa: PT018 -- all the same
    assert len(text) < 500


@pytest.mark.parametrize("zone", WITHOUT)
def test_a_zone_without_summer_time_has_one_part_and_no_rule(zone):
    text = written(zone)
    assert (text.count("BEGIN:DAYLIGHT"), text.count("BEGIN:STANDARD")) == (0, 1)
    assert "RRULE" not in text


@pytest.mark.parametrize("zone", [*WITH_SUMMER_TIME, *WITHOUT, *OTHERS])
@pytest.mark.parametrize("first", [NOW, datetime(2005, 6, 1, tzinfo=UTC)], ids=["from now", "since 2005"])
def test_every_moment_is_as_the_system_says(zone, first):
    """From 2005 on, too: rules of New York (2007), Moscow, São Paulo (2019) and others changed meanwhile."""
    read, said = tzical(StringIO(written(zone, first))).get(), ZoneInfo(zone)
    for number in range(int((datetime(2050, 1, 1, tzinfo=UTC) - first) / A_WEEK)):
        moment = (first + number * A_WEEK).astimezone(said)
        assert moment.replace(tzinfo=read).utcoffset() == moment.utcoffset(), moment


def test_rules_that_changed_stand_beside_each_other_each_for_its_years():
    text = written("America/New_York", datetime(2005, 6, 1, tzinfo=UTC)).replace("\r\n ", "")
    assert "RRULE:FREQ=YEARLY;COUNT=2;BYDAY=1SU;BYMONTH=4" in text
    assert "DTSTART:20070311T020000\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in text
    assert "RDATE" not in text


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    "zone", ["America/New_York", "Africa/Cairo", "Africa/Casablanca", "Asia/Kolkata", "Australia/Lord_Howe"]
)
def test_a_group_that_began_long_ago_meets_at_the_same_time_by_the_clock_on_the_wall(
    client, app, monkeypatch, zone, read
):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    app.config["TIME_ZONE"] = zone
    group = make_group(starts_at=datetime(2016, 3, 1, 14, tzinfo=ZoneInfo(zone)).astimezone(UTC))
    db.session.commit()
    for start in (datetime(2016, 2, 1, tzinfo=UTC), NOW):
        end = start + timedelta(days=500)
        found = read(client.get("/en/groups/reading-aloud.ics").get_data(as_text=True), start, end)
        expected = [it for it in zip(range(80), group.meetings(start), strict=False) if it[1] < end]
        assert [it.starts_at for it in found] == [moment for _number, moment in expected]
        assert len(found) > 60
