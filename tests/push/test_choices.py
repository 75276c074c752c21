"""How somebody wants to be told: own quiet time, own words, a pause of their length, and less about one topic."""

from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock
from peer_app.push import engine
from peer_app.push.models import REMINDER
from peer_app.push.reach import of as reach_of
from tests.factories import make_event, make_group
from tests.push.conftest import delivery_of, row_of
from tests.push.notices import deliveries, notify

#: A Wednesday, at noon in London.
NOON = datetime(2027, 6, 9, 11, tzinfo=UTC)


@pytest.fixture
def send(client):
    """What the server answers a browser that sends these wishes."""

    def send(phone, **wish):
        return client.post("/push/subscriptions", json=phone.to_json() | {"add": ["events"]} | wish)

    return send


def test_what_was_chosen_comes_back(send, service):
    phone = service.subscribe()
    wish = {
        "quiet": {"from": "21:30", "until": "07:00"},
        "digest": {"day": 4, "at": "17:00"},
        "lock_screen_title": "Library reminder",
        "discreet_topics": {"events": False},
    }
    assert send(phone, **wish).json.items() >= wish.items()
    assert send(phone).json.items() >= wish.items()
    cleared = {"quiet": None, "lock_screen_title": "", "discreet_topics": {"events": None}}
    assert send(phone, **cleared).json.items() >= (cleared | {"discreet_topics": {}}).items()


@pytest.mark.parametrize(
    "wish",
    [
        {"quiet": "21:00"},
        {"quiet": {"from": "21:00"}},
        {"quiet": {"from": "24:00", "until": "07:00"}},
        {"digest": {"day": 7, "at": "10:00"}},
        {"digest": {"day": True, "at": "10:00"}},
        {"digest": {"day": 1, "at": "10"}},
        {"digest": None},
        {"lock_screen_title": "x" * 41},
        {"lock_screen_title": "a\u202eb"},
        {"lock_screen_title": 7},
        {"discreet_topics": ["events"]},
        {"discreet_topics": {"events": 1}},
        {"discreet_topics": {str(number): True for number in range(101)}},
        {"pause_days": 0},
        {"pause_days": 366},
        {"pause_days": True},
        {"pause_days": "1"},
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(send, service, wish):
    answer = send(service.subscribe(), **wish)
    assert answer.status_code == 422, answer.json
    assert row_of(service.subscribe()) is None


@pytest.mark.parametrize(
    ("zone", "days", "ends"),
    [
        ("Europe/London", 1, "2027-06-09T23:00"),
        ("Europe/London", 3, "2027-06-11T23:00"),
        ("America/New_York", 1, "2027-06-10T04:00"),
        ("Pacific/Auckland", 1, "2027-06-09T12:00"),
    ],
)
def test_not_today_ends_at_midnight_there(at, ask, zone, days, ends):
    at(NOON)
    phone = ask(add=["events"], time_zone=zone, pause_days=days)
    assert row_of(phone).paused_until == datetime.fromisoformat(ends).replace(tzinfo=UTC)
    ask(phone, paused=False)
    assert row_of(phone).paused_until is None


def test_ones_own_quiet_time_holds_for_what_is_told_and_is_counted(at, ask, tell, service):
    at(NOON)
    ours, shorter, longer, none = (
        ask(add=["events"], quiet=quiet)
        for quiet in (None, {"from": "22:00", "until": "06:00"}, {"from": "11:00", "until": "15:30"}, None)
    )
    ask(none, quiet={"from": "00:00", "until": "00:00"})
    told = tell()
    reach = reach_of(told)
    assert (reach.now, reach.later) == (3, {datetime(2027, 6, 9, 14, 30, tzinfo=UTC): 1})
    at(NOON + timedelta(hours=9))  # nine in the evening there
    told = tell("two")
    ids = [row_of(phone).id for phone in (ours, shorter, longer, none)]
    when = {it.subscription_id: it.next_try_at for it in deliveries(told)}
    evening, morning = datetime(2027, 6, 9, 20, tzinfo=UTC), datetime(2027, 6, 10, 8, tzinfo=UTC)
    assert [when[it] for it in ids] == [morning, evening, evening, evening]


def test_what_waits_already_heeds_a_quiet_time_chosen_since(at, ask, tell):
    at(NOON)
    phone = ask(add=["events"])
    engine.run()
    told = tell()
    ask(phone, quiet={"from": "11:00", "until": "18:00"})
    engine.run()
    assert delivery_of(told).next_try_at == datetime(2027, 6, 9, 17, 0, tzinfo=UTC)


def test_one_topic_may_say_less_or_more_than_the_others(ask, service):
    group, event = make_group(title="Peer group for grief"), make_event(title="Breakfast")
    group_topic, event_topic = group_key(group), f"event:{event.id}"
    phone = ask(add=[group_topic, event_topic], discreet=False, discreet_topics={group_topic: True})
    other = ask(add=[group_topic, event_topic], discreet=True, discreet_topics={event_topic: False})
    engine.run()
    service.forget()
    notify("one", topic=group_topic, title="We meet for grief", path="/")
    notify("two", topic=event_topic, title="Breakfast is early", path="/")
    engine.run()
    assert titles(service, phone) == {"What’s on", "Breakfast is early"}
    assert titles(service, other) == {"What’s on", "Breakfast is early"}


def test_an_area_says_as_much_as_was_chosen_for_its_kind_or_for_itself(ask, service):
    phone = ask(add=["van-stops"], discreet=False, discreet_topics={"van-stops": True})
    engine.run()
    service.forget()
    notify("one", topic="van-stops:brixton", title="The van is in Brixton", path="/")
    engine.run()
    assert titles(service, phone) == {"What’s on"}


def test_ones_own_words_stand_on_the_lock_screen_and_nothing_of_ours(ask, service):
    phone = ask(add=["events"], lock_screen_title="Library reminder")
    engine.run()
    service.forget()
    begins = clock.now() + timedelta(days=1)
    notify("news", title="Grief", path="/")
    notify("soon", kind=REMINDER, listing_key="event:9", title="Grief", happens_at=begins, expires_at=begins, path="/")
    engine.run()
    shown = [message.json()["notification"] for message in service.of(phone)]
    assert {(it["title"], it["body"]) for it in shown} == {("Library reminder", ""), ("Library reminder", "Tomorrow.")}


def test_with_details_ones_own_words_are_not_needed(ask, service):
    phone = ask(add=["events"], lock_screen_title="Library reminder", discreet=False)
    engine.run()
    service.forget()
    notify("news", title="Breakfast", path="/")
    engine.run()
    assert titles(service, phone) == {"Breakfast"}


def group_key(group):
    return f"group:{group.id}"


def titles(service, phone):
    return {message.json()["notification"]["title"] for message in service.of(phone)}
