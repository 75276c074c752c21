"""Whoever is asked can read all they agree to: when, how often, in which quiet time, who learns what."""

import pytest

from peer_app.push.consent import consent
from tests.factories import make_event, make_group, make_van_stop


def test_it_says_when_how_often_and_who_learns_what(app):
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    said = consent("event:1")
    assert said[0] == (
        "Reminders: the day before at 18:00. Again 2 hours before it starts, unless that is before 07:00."
    )
    assert "Other messages: 3 a week at most." in said
    assert "Quiet time is from 20:00 to 09:00. Only what cannot wait comes then." in said
    assert "Google, Apple, Mozilla or Microsoft" in said[-1]


def test_it_follows_the_settings(app, monkeypatch):
    app.config.update(QUIET_FROM="21:30", QUIET_UNTIL="08:00", REMIND_AT="17:00", REMIND_HOURS=1, VAN_STOPS_AT="10:00")
    monkeypatch.setattr("peer_app.push.weekly.MOST", 2)
    app.config["REMIND_NOT_BEFORE"] = "06:00"
    assert consent("")[:2] == [
        "Reminders: the day before at 17:00. Again 1 hour before it starts, unless that is before 06:00.",
        "The van: on its day, at 10:00.",
    ]
    assert "Other messages: 2 a week at most." in consent("")
    assert "Quiet time is from 21:30 to 08:00. Only what cannot wait comes then." in consent("events")
    app.config.update(REMIND_HOURS=0, QUIET_FROM="00:00", QUIET_UNTIL="00:00")
    assert consent("group:1")[0] == "Reminders: the day before at 17:00."
    assert not any("Quiet" in sentence for sentence in consent("group:1"))


@pytest.mark.parametrize("kind", ["event", "group", "van_stop", "van_stops", "notifications"])
def test_it_stands_wherever_somebody_is_asked(client, kind):
    made = {"event": make_event, "group": make_group, "van_stop": make_van_stop}
    address = {"van_stops": "/en/van-stops", "notifications": "/en/notifications"}.get(kind)
    if kind in made:
        thing = made[kind]()
        address = f"/en/{kind.replace('_', '-')}s/{thing.slug}"
    page = client.get(address).text
    assert "Other messages: 3 a week at most." in page
    assert "It cannot read the message." in page


def test_a_group_offers_its_own_calendar_in_its_question_and_warns_that_calendars_are_shared(client):
    group = make_group()
    question = client.get(f"/en/groups/{group.slug}").text.partition("<dialog")[2].partition("</dialog>")[0]
    assert f'/groups/{group.slug}/calendar"' in question
    assert "/calendar.ics" not in question
    assert "Do you share your calendar?" in question
