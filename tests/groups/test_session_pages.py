"""Hosts and coordinators change single dates of a group; its pages say so at once."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.groups.models import Group
from tests.factories import make_account, make_group

SUNDAY = datetime(2027, 3, 7, 12, tzinfo=UTC)
#: Tuesday 9 March, two o'clock.
DATE = "/groups/reading-aloud/sessions/20270309T1400"


@pytest.fixture
def group(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: SUNDAY)
    return make_group()


def be_host(group, account):
    group.be_hosted_by([account.id])
    db.session.commit()


def page(client):
    return client.get("/en/groups/reading-aloud").text


def test_a_host_cancels_one_date_and_the_page_says_not_this_week(client, sign_in, group, monkeypatch):
    be_host(group, sign_in(client, role="peer"))
    assert 'href="/groups/reading-aloud/sessions"' in client.get("/desk").text
    assert f'href="{DATE}/cancellation"' in client.get("/groups/reading-aloud/sessions").text
    assert "Tuesday 9 March 2027" in client.get(f"{DATE}/cancellation").text
    answer = client.submit(f"{DATE}/cancellation")
    assert answer.location == "/groups/reading-aloud/sessions"
    shown = page(client)
    assert "It does not take place on Tuesday 9 March 2027, 14:00." in shown
    assert "Not next time." in shown
    monkeypatch.setattr(clock, "now", lambda: SUNDAY + timedelta(days=1))
    assert "Not this week." in page(client)
    assert "The next one is on Tuesday 16 March 2027, 14:00." in shown
    assert "Cancelled</" in client.get("/en/").text


def test_what_is_further_ahead_is_not_called_this_week(client, sign_in, group, monkeypatch):
    sign_in(client)
    client.submit(f"{DATE}/cancellation")
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 2, 10, tzinfo=UTC))
    assert "Not this week" not in page(client)
    assert "Cancelled</" in page(client)


def test_another_time_and_place_for_one_date(client, sign_in, group):
    sign_in(client)
    answer = client.submit(DATE, day="2027-03-10", starts="11:00", ends="12:00", place_name="The park")
    assert answer.location == "/groups/reading-aloud/sessions"
    shown = page(client)
    assert "Wednesday 10 March 2027, 11:00 to 12:00" in shown
    assert "Instead of Tuesday 9 March 2027, 14:00" in shown
    assert "Another place: The park" in shown
    assert "Brixton Library" in shown
    client.submit("/groups/reading-aloud/sessions", action=f"{DATE}/restoration")
    assert "Wednesday 10 March" not in page(client)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"day": "2027-04-31"}, "day", "Enter a day that exists"),
        ({"day": "2027-03-01"}, "day", "Enter a day that is still to come."),
        ({"starts": "15:00", "ends": "14:00"}, "ends", "Enter an end that comes after the start."),
        ({"day": "2027-03-28", "starts": "01:30"}, "starts", "that time does not exist"),
        ({"place_name": "x" * 10_000}, "place_name", "at most 200 characters, now 10000"),
    ],
)
def test_a_mistake_comes_back_filled_in(client, sign_in, group, wrong, field, sentence):
    sign_in(client)
    answer = client.submit(DATE, **{"address": "Norwood Road"} | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert "Norwood Road" in answer.text
    db.session.expire_all()
    assert db.session.query(Group).one().changed_sessions == []


@pytest.mark.parametrize("address", ["", "/20270309T1400", "/20270309T1400/cancellation"])
def test_only_a_host_of_this_group_finds_it(client, sign_in, group, address):
    make_group(title="Another")
    be_host(group, make_account("peer", "Zed"))
    other = db.session.query(Group).filter_by(slug="another").one()
    be_host(other, sign_in(client, role="peer"))
    assert client.get(f"/groups/reading-aloud/sessions{address}").status_code == 404
    assert client.get(f"/groups/another/sessions{address}").status_code == 200


@pytest.mark.parametrize("wrong", ["20270310T1400", "20270302T1400", "now", "20270309T14", "99999999T9999", "%00"])
def test_what_is_over_or_never_was_is_no_page(client, sign_in, group, wrong):
    sign_in(client)
    assert client.get(f"/groups/reading-aloud/sessions/{wrong}").status_code == 404
