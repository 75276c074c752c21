"""/push/subscriptions, as a browser's script uses it."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push.models import Delivery, Subscription, SubscriptionTopic
from peer_app.push.vapid import application_server_key
from tests.factories import make_event, make_group
from tests.push.conftest import row_of

ADDRESS = "/push/subscriptions"
NOTHING_MORE = {"too_soon": [], "paused_until": None}

#: How everybody is told who chose nothing else.
HOW = {"quiet": None, "digest": {"day": 0, "at": "10:00"}, "lock_screen_title": "", "discreet_topics": {}}


def count(model):
    return db.session.query(model).count()


def test_a_new_subscription_is_kept_with_what_it_follows(client, service):
    event, phone = make_event(), service.subscribe()
    wish = {"topics": ["events", f"event:{event.id}"], "language": "en-GB", "time_zone": "Europe/Lisbon"}
    answer = client.post(ADDRESS, json=phone.to_json() | wish)
    assert answer.status_code == 201
    followed = [f"event:{event.id}", "events"]
    assert answer.json == HOW | {"topics": followed, "discreet": True, "confirms": True} | NOTHING_MORE
    row = row_of(phone)
    assert (row.language, row.time_zone, row.discreet) == ("en", "Europe/Lisbon", True)


def test_without_topics_it_is_only_refreshed(client, service):
    phone = service.subscribe()
    client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"], "discreet": False})
    before = row_of(phone).refreshed_at
    answer = client.post(ADDRESS, json=phone.to_json())
    assert answer.status_code == 200
    assert answer.json == HOW | {"topics": ["events"], "discreet": False, "confirms": False} | NOTHING_MORE
    assert row_of(phone).refreshed_at > before
    assert count(Subscription) == 1


@pytest.mark.parametrize("wish", [{}, {"topics": []}, {"remove": ["events"]}, {"discreet": False}])
def test_whoever_follows_nothing_is_not_kept(client, service, wish):
    answer = client.post(ADDRESS, json=service.subscribe().to_json() | wish)
    assert answer.status_code == 200
    assert answer.json == {"topics": [], "discreet": wish.get("discreet", True), "confirms": False} | NOTHING_MORE
    assert count(Subscription) == 0


def test_topics_replace_all_and_add_and_remove_change_some(client, service):
    group, phone = make_group(), service.subscribe()

    def send(**wish):
        return client.post(ADDRESS, json=phone.to_json() | wish).json["topics"]

    assert send(topics=["events", "van-stops"]) == ["events", "van-stops"]
    assert send(topics=["volunteering"]) == ["volunteering"]
    assert send(add=[f"group:{group.id}"]) == [f"group:{group.id}", "volunteering"]
    assert send(remove=["volunteering", "event:99"]) == [f"group:{group.id}"]
    assert send(topics=[]) == []


def test_a_browser_given_a_new_endpoint_stays_one_row(client, service):
    old, new = service.subscribe(), service.subscribe()
    client.post(ADDRESS, json=old.to_json() | {"topics": ["events"], "discreet": False})
    answer = client.post(ADDRESS, json=new.to_json() | old.to_replace())
    assert answer.status_code == 200
    assert answer.json["topics"] == ["events"]
    assert row_of(old) is None
    assert row_of(new).discreet is False
    assert count(Subscription) == 1


def test_stopping_forgets_it_at_once(client, service):
    phone = service.subscribe()
    client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"]})
    assert client.delete(ADDRESS, json=phone.proof).status_code == 204
    assert count(Subscription) == count(SubscriptionTopic) == 0
    assert client.delete(ADDRESS, json=phone.proof).status_code == 204


def test_the_first_topic_is_confirmed_once(client, service, app):
    phone = service.subscribe()
    for topics in (["events"], [], ["van-stops"]):
        client.post(ADDRESS, json=phone.to_json() | {"topics": topics})
    assert count(Delivery) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://example.org/push"},
        {"endpoint": "https://evilpush.apple.com/x"},
        {"endpoint": "https://" + "a" * 64 + ".push.apple.com/x"},
        {"endpoint": "http://127.0.0.1:1/x"},
        {"endpoint": None},
        {"endpoint": 7},
        {"keys": None},
        {"keys": []},
        {"keys": {"p256dh": "B" + "A" * 86, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}},
        {"keys": {"p256dh": 1, "auth": 1}},
        {"topics": "events"},
        {"topics": [1]},
        {"topics": ["event:999"]},
        {"topics": ["van-stop:1"]},
        {"topics": ["person:1"]},
        {"topics": ["event:" + "9" * 40]},
        {"topics": ["event:\u0661"]},
        {"topics": ["events"] * 101},
        {"add": ["nothing"]},
        {"discreet": "yes"},
    ],
)
def test_what_is_not_acceptable_is_refused_with_a_sentence(client, service, change):
    answer = client.post(ADDRESS, json=service.subscribe().to_json() | change)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"].endswith(".")
    assert count(Subscription) == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 200_000, b'{"a":' * 50_000], ids=lambda body: body[:6]
)
def test_what_is_no_subscription_is_refused(client, service, body):
    for method in ("POST", "DELETE"):
        answer = client.open(ADDRESS, method=method, data=body, content_type="application/json")
        assert answer.status_code == 422
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("strange", ["\ud800", "é", "x" * 2049, 7, ["x"]])
def test_an_endpoint_before_that_is_none_is_as_good_as_none(client, service, strange):
    wish = {"topics": ["events"], "replaces": strange, "replaces_auth": "A" * 22}
    assert client.post(ADDRESS, json=service.subscribe().to_json() | wish).status_code == 201


def test_strange_language_and_time_zone_fall_back(client, service):
    phone = service.subscribe()
    strange = {"language": "tlh", "time_zone": "../../etc/passwd", "expirationTime": 12, "unknown": [1]}
    assert client.post(ADDRESS, json=phone.to_json() | strange | {"topics": ["events"]}).status_code == 201
    assert (row_of(phone).language, row_of(phone).time_zone) == ("en", "Europe/London")


def test_another_site_can_subscribe_nobody(client, service):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(ADDRESS, json=service.subscribe().to_json(), headers=headers).status_code == 403


def test_one_address_cannot_fill_the_table(client, service):
    phone = service.subscribe()
    statuses = [client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"]}).status_code for _ in range(130)]
    assert statuses[0] == 201
    assert statuses[-1] == 429
    answer = client.post(ADDRESS, json=phone.to_json())
    assert answer.mimetype == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600, "a page tries again by itself then"


def test_a_fault_of_the_database_does_not_show_what_was_to_be_kept(app):
    with pytest.raises(SQLAlchemyError) as fault:
        db.session.execute(text("SELECT :endpoint FROM nowhere"), {"endpoint": "secret"})
    db.session.rollback()
    assert "secret" not in str(fault.value)


def test_the_endpoint_is_never_logged(client, service, caplog):
    with caplog.at_level(logging.DEBUG):
        phone = service.subscribe()
        client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"]})
        client.post(ADDRESS, json=phone.to_json() | {"topics": ["nothing"]})
    assert phone.endpoint not in caplog.text
    assert phone.to_json()["keys"]["auth"] not in caplog.text


def test_what_a_worker_does_not_know_stays_as_it_was(client, service):
    phone = service.subscribe()
    wish = {"topics": ["events"], "language": "en", "time_zone": "Europe/Lisbon"}
    client.post(ADDRESS, json=phone.to_json() | wish | {"application_server_key": application_server_key()})
    client.post(ADDRESS, json=phone.to_json())
    row = row_of(phone)
    assert (row.time_zone, row.application_server_key) == ("Europe/Lisbon", application_server_key())


@pytest.mark.parametrize("key", ["x", 7, None, "B" + "A" * 86])
def test_a_key_that_is_not_ours_is_not_kept(client, service, key):
    phone = service.subscribe()
    wish = {"topics": ["events"], "application_server_key": key}
    assert client.post(ADDRESS, json=phone.to_json() | wish).status_code == 201
    assert row_of(phone).application_server_key is None


def test_not_now_holds_for_a_month_or_until_it_is_ended(client, service, later):
    phone = service.subscribe()
    client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"]})
    until = client.post(ADDRESS, json=phone.to_json() | {"paused": True}).json["paused_until"]
    assert clock.read(until) == row_of(phone).paused_until
    assert timedelta(days=29) < clock.read(until) - clock.now() <= timedelta(days=30)
    assert client.post(ADDRESS, json=phone.to_json()).json["paused_until"] == until, "opening a page changes nothing"
    assert client.post(ADDRESS, json=phone.to_json() | {"paused": False}).json["paused_until"] is None
    client.post(ADDRESS, json=phone.to_json() | {"paused": True})
    later(timedelta(days=31))
    assert client.post(ADDRESS, json=phone.to_json()).json["paused_until"] is None


def test_whoever_asks_for_more_is_told_again(client, service):
    phone = service.subscribe()
    client.post(ADDRESS, json=phone.to_json() | {"topics": ["events", "van-stops"]})
    client.post(ADDRESS, json=phone.to_json() | {"paused": True})
    assert client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"]}).json["paused_until"]
    assert client.post(ADDRESS, json=phone.to_json() | {"add": ["volunteering"]}).json["paused_until"] is None


def test_stopping_one_topic_leaves_the_others(client, service):
    phone, group = service.subscribe(), make_group()
    client.post(ADDRESS, json=phone.to_json() | {"topics": ["events", f"group:{group.id}"]})
    for gone in ([f"group:{group.id}"], [f"group:{group.id}", "group:99"]):
        answer = client.delete(ADDRESS, json=phone.proof | {"topics": gone})
        assert answer.status_code == 204
        assert row_of(phone).topics == {"events"}


@pytest.mark.parametrize("strange", ["events", [1], {}, ["events"] * 101])
def test_stopping_what_is_no_list_of_topics_stops_nothing(client, service, strange):
    phone = service.subscribe()
    client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"]})
    assert client.delete(ADDRESS, json=phone.proof | {"topics": strange}).status_code == 422
    assert row_of(phone).topics == {"events"}


def test_a_browser_that_became_two_rows_is_one_again(client, service):
    old, new = service.subscribe(), service.subscribe()
    for phone, topic in ((old, "events"), (new, "van-stops")):
        client.post(ADDRESS, json=phone.to_json() | {"topics": [topic]})
    client.post(ADDRESS, json=new.to_json() | old.to_replace())
    assert row_of(old) is None
    assert row_of(new).topics == {"van-stops"}


@pytest.mark.parametrize("odd", ["\0", "event:\0", "\ud800", "x" * 5000])
def test_a_topic_that_no_database_can_hold_ends_nothing(client, service, odd):
    phone = service.subscribe()
    client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"]})
    answer = client.delete(ADDRESS, json=phone.proof | {"topics": [odd]})
    assert answer.status_code == 204
    assert row_of(phone).topics == {"events"}
