"""Quiet time, by the clock on the wall of whoever is told."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from peer_app.config import ConfigError, load
from peer_app.push.timing import Quiet, is_quiet, may_come_at

LONDON = "Europe/London"


@pytest.fixture(autouse=True)
def _quiet_time(app):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        ("2027-01-10 08:59", "2027-01-10 09:00"),
        ("2027-01-10 09:00", "2027-01-10 09:00"),
        ("2027-01-10 19:59:59", "2027-01-10 19:59:59"),
        ("2027-01-10 20:00", "2027-01-11 09:00"),
        ("2027-01-11 00:00", "2027-01-11 09:00"),
        ("2027-07-10 18:59", "2027-07-10 18:59"),
        ("2027-07-10 19:00", "2027-07-11 08:00"),
        # The night in which the clocks go forward has an hour less, that in which they go back one more.
        ("2027-03-27 20:00", "2027-03-28 08:00"),
        ("2027-03-28 00:30", "2027-03-28 08:00"),
        ("2027-10-30 19:00", "2027-10-31 09:00"),
        ("2027-10-31 00:30", "2027-10-31 09:00"),
        ("2027-10-31 01:30", "2027-10-31 09:00"),
    ],
)
def test_in_london(app, moment, comes):
    assert may_come_at(at(moment), LONDON) == at(comes)
    assert is_quiet(at(moment), LONDON) == (moment != comes)


@pytest.mark.parametrize(
    ("zone", "comes"),
    [
        ("America/New_York", "2027-01-10 14:00"),
        ("Asia/Kolkata", "2027-01-10 13:00"),
        ("Pacific/Auckland", "2027-01-10 20:00"),
    ],
)
def test_a_phone_in_another_time_zone(app, zone, comes):
    assert may_come_at(at("2027-01-10 13:00"), zone) == at(comes)


@pytest.mark.parametrize("zone", [LONDON, "America/New_York", "Australia/Lord_Howe", "America/Santiago"])
@pytest.mark.parametrize("quiet", [("20:00", "09:00"), ("00:30", "01:30"), ("02:15", "00:45")])
def test_no_hour_of_a_year_leads_back_or_into_the_quiet(zone, quiet):
    """Also where quiet time begins or ends in an hour that is not there, or there twice."""
    rule, where = Quiet(*map(time.fromisoformat, quiet)), ZoneInfo(zone)
    moment, end = at("2027-01-01 00:20"), at("2028-01-01 00:00")
    while moment < end:
        comes = rule.over_at(moment, where)
        assert moment <= comes <= moment + timedelta(hours=24)
        assert not rule.covers(comes.astimezone(where).time()), moment
        assert (comes == moment) != rule.covers(moment.astimezone(where).time())
        moment += timedelta(minutes=20)


def test_it_can_be_set_and_switched_off(app):
    app.config.update(QUIET_FROM="22:00", QUIET_UNTIL="07:30")
    assert may_come_at(at("2027-01-10 21:59"), LONDON) == at("2027-01-10 21:59")
    assert may_come_at(at("2027-01-10 22:00"), LONDON) == at("2027-01-11 07:30")
    app.config.update(QUIET_FROM="00:00", QUIET_UNTIL="00:00")
    assert may_come_at(at("2027-01-10 03:00"), LONDON) == at("2027-01-10 03:00")


@pytest.mark.parametrize("value", ["8", "20.00", "25:00", "20:00:30", "", "²0:00"])
def test_a_setting_that_is_no_time_of_day_stops_the_start(app, value):
    environ = {f"PEER_APP_{name}": str(app.config[name]) for name in ("DATA", "ORIGIN", "VAPID_CONTACT")}
    with pytest.raises(ConfigError, match="like 20:00"):
        load(environ | {"PEER_APP_QUIET_FROM": value})
