"""“I'd like to come”: said without a name, taken back by a link, read by those who run it."""

import re
from datetime import timedelta

import pytest

from peer_app.coming.inbox import INBOX
from peer_app.coming.models import Coming, expected, occasion_of
from peer_app.core import clock, visitors
from peer_app.core.paging import PAGE_SIZE
from peer_app.counting.models import Tap
from peer_app.extensions import db
from peer_app.groups import operations as groups
from tests.coming.steps import GOOD, address_of, choices_in, how_many, say, tomorrow
from tests.factories import make_account, make_event, make_group, make_van_stop


@pytest.mark.parametrize(("make", "folder"), [(make_event, "events"), (make_van_stop, "van-stops")])
def test_from_a_page_to_yes_and_back_again(client, make, folder):
    thing = make()
    ask = address_of(thing)
    assert f'href="{ask}"' in client.get(f"/en/{folder}/{thing.slug}").text
    link = say(client, ask)
    page = client.get(link)
    assert "3 of you" in page.text
    assert link in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert how_many(thing) == 3
    answer = client.submit(link)
    assert "Nothing of it is left here." in answer.text
    assert how_many(thing) == 0
    assert client.get(link).status_code == client.post(f"{link}/withdrawal").status_code == 404


def test_nothing_has_to_be_filled_in(client, event):
    client.submit(address_of(event))
    [said] = Coming.to(f"event:{event.id}").rows
    assert (said.name, said.how_many, said.would_help) == ("", 1, "")


def test_the_secret_stands_only_in_the_link(client, event):
    link = say(client, address_of(event))
    secret = link.rpartition("/")[2]
    assert re.fullmatch(r"/yes/[2-9B-Z]{10}", link)
    values = [str(value) for row in db.session.execute(Coming.__table__.select()) for value in row]
    assert not any(secret in value for value in values)


def test_sent_twice_by_one_phone_it_is_said_once(client, event):
    links = {say(client, address_of(event), secret="BCDFGHJKMN", how_many=number) for number in ("2", "4")}
    assert links == {"/yes/BCDFGHJKMN"}
    assert how_many(event) == 4
    assert say(client, address_of(event), secret="../../evil") != "/yes/../../evil"


class TestWithoutAScript:
    """Nothing on the page tells two phones apart: it is the same bytes for everyone."""

    @pytest.fixture
    def at(self, event, monkeypatch):
        """Sets the clock to so many minutes after midnight, today."""
        midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return lambda minutes: monkeypatch.setattr(clock, "now", lambda: midnight + timedelta(minutes=minutes))

    def test_back_and_sent_again_counts_once(self, client, event, at):
        links = []
        for minutes in (9, 9.5, 12):
            at(minutes)
            links.append(say(client, address_of(event)))
        assert len(set(links)) == 1
        assert how_many(event) == 3
        assert "sent it twice" in client.get(links[0]).text

    def test_who_says_something_else_or_later_is_somebody_else(self, client, event, at):
        at(9)
        say(client, address_of(event))
        say(client, address_of(event), name="Joe")
        say(client, address_of(make_event()))
        at(31)
        say(client, address_of(event))
        assert how_many(event) == 9

    def test_many_who_give_no_name_are_many(self, client, event):
        links = {say(client, address_of(event), name="", how_many="1", would_help="") for _ in range(3)}
        assert len(links) == how_many(event) == 3


@pytest.mark.parametrize("number", ["0", "-3", "21", "three", "1e3", ""])
def test_a_number_that_is_none_gets_a_sentence_and_loses_nothing(client, event, number):
    answer = client.submit(address_of(event), **GOOD | {"how_many": number})
    assert answer.status_code == 422
    assert answer.text.count("Enter how many, from 1 to 20.") == 2
    assert "A seat by the door" in answer.text
    assert "Zainab" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert how_many(event) == 0


def test_of_a_group_one_chooses_the_session(client):
    group = make_group(starts_at=tomorrow(), rule="FREQ=WEEKLY;COUNT=3")
    ask = address_of(group)
    choices = choices_in(client.get(ask).text)
    assert len(choices) == 3
    say(client, ask, occasion=choices[1])
    assert list(expected([group.undated])) == [(f"group:{group.id}", choices[1])]
    answer = client.submit(ask, **GOOD | {"occasion": "2001-01-01T10:00Z"})
    assert (answer.status_code, answer.text.count("Choose one of these days.")) == (422, 2)


def test_the_link_to_a_session_chooses_it_and_one_that_falls_out_is_not_offered(client):
    group = make_group(starts_at=tomorrow(), rule="FREQ=WEEKLY;COUNT=3")
    first, second, third = group.next_sessions()
    groups.cancel(group, first.recurrence_id)
    db.session.commit()
    page = client.get(f"/en/coming/{third.occurrence_key}").text
    assert choices_in(page) == [occasion_of(second), occasion_of(third)]
    assert re.search(f'checked[^>]*value="{occasion_of(third)}"', page)


def test_what_is_over_or_cancelled_takes_none_and_says_so(client):
    now = clock.now()
    over = make_event(starts_at=now - timedelta(hours=5))
    cancelled = make_event()
    cancelled.cancel()
    past = make_group(starts_at=now - timedelta(days=9), rule="FREQ=DAILY;COUNT=2")
    db.session.commit()
    for thing, words in [
        (over, "This one is over."),
        (cancelled, "It does not take place."),
        (past, "This one is over."),
    ]:
        assert words in client.get(address_of(thing)).text
        page = client.post(address_of(thing), data=GOOD)
        assert "Thank you for wanting to come." in page.text
        assert words in page.text
    assert Coming.known_times() == {}
    assert "/coming/" not in client.get(f"/en/events/{cancelled.slug}").text


def test_what_has_no_day_is_not_come_to(client):
    for key in ("opportunity:1", "event:99", "nonsense"):
        assert client.get(f"/en/coming/{key}").status_code == 404
        assert client.post(f"/en/coming/{key}").status_code == 404


def test_a_hall_behind_one_address_may_say_yes_and_reading_is_never_limited(client, event, monkeypatch):
    assert visitors.LIMIT == "600 per 10 minutes"
    address = address_of(event)
    answers = [client.post(address, data={"how_many": "1"}).status_code for _ in range(301)]
    assert answers == [303] * 300 + [429]
    assert client.get(address).status_code == 200
    assert Coming.apart(f"event:{event.id}") == 300, "no number believes them before a coordinator does"
    [source] = INBOX.odd()
    INBOX.believe(source)
    db.session.commit()
    assert how_many(event) == 300


def test_secrets_cannot_be_tried_by_the_thousand_and_who_has_a_link_is_not_counted(client, event):
    link = say(client, address_of(event))
    assert {client.get(link).status_code for _ in range(250)} == {200}
    answers = [client.get(f"/yes/BCDFGH{number:04}").status_code for number in range(202)]
    assert answers == [404] * 200 + [429] * 2
    assert client.post("/yes/BCDFGHJKMN/withdrawal").status_code == 429


class TestTheTeam:
    @pytest.fixture
    def said(self, client, event):
        say(client, address_of(event))
        say(client, address_of(event), name="", how_many="1", would_help="")
        return f"/expected/event:{event.id}"

    def test_coordinators_read_who_and_what_would_help(self, client, sign_in, said):
        sign_in(client)
        assert "4 would like to come" in client.get("/desk").text
        page = client.get(said)
        for words in ("Zainab", "A seat by the door", "No name given", "4 people"):
            assert words in page.text
        assert page.headers["Cache-Control"] == "no-store"

    def test_many_are_shown_newest_first_page_by_page(self, client, sign_in, said, event):
        sign_in(client)
        for number in range(PAGE_SIZE - 1):
            words = {"name": "", "how_many": 1, "would_help": ""}
            Coming.say(event.listing, secret=f"Z{number}", language="en", **words)
        db.session.commit()
        say(client, address_of(event), name="Last")
        page = client.get(said).text
        assert f"{PAGE_SIZE + 6} people</h2>" in page
        assert "Last" in page
        assert "Zainab" not in page
        more = re.search(r'href="(/expected/[^"]*before=[^"]*)"', page)[1]
        assert "Zainab" in client.get(more).text

    def test_and_afterwards_how_many_came(self, client, sign_in, said, event):
        Tap.add((f"event:{event.id}", clock.local(event.starts_at).date()), 17, source="account:1")
        db.session.commit()
        sign_in(client)
        assert f'href="{said}"' in client.get("/whats-on").text
        assert re.search("Who came.*: 17 people</li>", client.get(said).text, re.DOTALL)

    def test_others_do_not(self, client, sign_in, said, event):
        for page in (client.get(f"/en/events/{event.slug}"), client.get(address_of(event))):
            assert "Zainab" not in page.text
        assert client.get(said).status_code == 302
        sign_in(client, role="peer", name="Joe")
        assert client.get(said).status_code == 404
        assert "would like to come" not in client.get("/desk").text

    def test_whoever_hosts_a_group_reads_of_it(self, client, sign_in, said):
        group = make_group(starts_at=tomorrow())
        account = sign_in(client, role="peer", name="Joe")
        group.be_hosted_by([account.id])
        db.session.commit()
        occasion = choices_in(client.get(address_of(group)).text)[0]
        say(client, address_of(group), occasion=occasion)
        assert f"/expected/group:{group.id}" in client.get("/desk").text
        assert "Zainab" in client.get(f"/expected/group:{group.id}").text
        assert client.get(said).status_code == 404


def test_the_team_is_not_told_by_name_who_made_an_account(client, event, sign_in):
    """Somebody signed in says it as everyone else does: nothing of the account is kept."""
    make_account("peer", "Zed")
    sign_in(client, name="Bea")
    link = say(client, address_of(event), name="")
    assert "Bea" not in client.get(link).text
