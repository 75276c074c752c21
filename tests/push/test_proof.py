"""An endpoint alone is no power: every change needs the secret that the browser made with it."""

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push.models import Subscription, SubscriptionTopic
from tests.factories import make_event, make_group
from tests.push.conftest import row_of
from tests.push_service.encryption import ReceiverKeys

ADDRESS = "/push/subscriptions"
WRONG = ["AAAAAAAAAAAAAAAAAAAAAA", "", None, 7, ["x"], "é", "x" * 5000]


@pytest.fixture
def lead_phone(become, turn_on):
    """A phone on which a safeguarding lead hears of concerns, and which follows open events."""
    _account, browser = become(lead=True)
    return turn_on(browser, "concerns", "events")


def facts_of(phone):
    """All that the database knows of a phone."""
    row = row_of(phone)
    assert row is not None, "it is gone"
    columns = {column.name: getattr(row, column.name) for column in Subscription.__table__.columns}
    return columns | {"topics": row.topics}


@pytest.mark.parametrize("wish", [{}, {"topics": ["volunteering"]}, {"remove": ["events"]}, {"paused": True}])
def test_nobody_takes_over_a_phone_with_keys_of_their_own(client, lead_phone, wish):
    before = facts_of(lead_phone)
    theirs = {"endpoint": lead_phone.endpoint, "keys": ReceiverKeys.new().to_json()}
    answer = client.post(ADDRESS, json=theirs | wish)
    assert answer.status_code == 403
    assert answer.mimetype == "application/problem+json"
    assert facts_of(lead_phone) == before


@pytest.mark.parametrize("auth", WRONG)
def test_nobody_moves_a_phones_topics_to_their_own(client, service, lead_phone, auth):
    before, thief = facts_of(lead_phone), service.subscribe()
    client.post(
        ADDRESS, json=thief.to_json() | {"replaces": lead_phone.endpoint, "replaces_auth": auth, "add": ["events"]}
    )
    assert facts_of(lead_phone) == before
    assert row_of(thief) is None or "concerns" not in row_of(thief).topics


@pytest.mark.parametrize("auth", WRONG)
@pytest.mark.parametrize("topics", [{}, {"topics": ["concerns"]}])
def test_nobody_stops_a_phone(client, lead_phone, auth, topics):
    before = facts_of(lead_phone)
    answer = client.delete(ADDRESS, json={"endpoint": lead_phone.endpoint, "auth": auth} | topics)
    assert answer.status_code == 403, "not 422: that would be an end for the slips that older pages wrote"
    assert facts_of(lead_phone) == before


def test_without_the_secret_nothing_is_told_of_what_is_kept(client, service, lead_phone):
    unknown = service.subscribe().endpoint
    answers = [client.delete(ADDRESS, json={"endpoint": it}) for it in (unknown, lead_phone.endpoint)]
    assert answers[0].data == answers[1].data
    assert answers[0].status_code == answers[1].status_code


def test_with_it_the_same_browser_does_all_of_it(client, service):
    old, new = service.subscribe(), service.subscribe()
    client.post(ADDRESS, json=old.to_json() | {"topics": ["events", "volunteering"]})
    replaced = old.to_replace() | {"replaces_auth": old.proof["auth"] + "=="}  # padded or not
    assert client.post(ADDRESS, json=new.to_json() | replaced).json["topics"] == ["events", "volunteering"]
    assert client.delete(ADDRESS, json=new.proof | {"topics": ["events"]}).status_code == 204
    assert row_of(new).topics == {"volunteering"}
    assert client.delete(ADDRESS, json=new.proof).status_code == 204
    assert db.session.query(Subscription).count() == db.session.query(SubscriptionTopic).count() == 0


def test_whoever_is_a_moment_later_takes_nothing_over(client, service, monkeypatch):
    """Both looked before either had written."""
    phone = service.subscribe()
    client.post(ADDRESS, json=phone.to_json() | {"topics": ["events"]})
    before, look = facts_of(phone), Subscription.of.__func__
    too_early = iter([True, True])  # in the operation, and in the model
    found = classmethod(lambda cls, endpoint: None if next(too_early, False) else look(cls, endpoint))
    monkeypatch.setattr(Subscription, "of", found)
    theirs = {"endpoint": phone.endpoint, "keys": ReceiverKeys.new().to_json(), "topics": ["volunteering"]}
    assert client.post(ADDRESS, json=theirs).status_code == 403
    monkeypatch.undo()
    assert facts_of(phone) == before


@pytest.mark.parametrize(
    "odd", ["0{}", "{}@20270302T1400", "00{}", "+{}", " {}", "{} ", "{}.0", "\u0661", "-{}", "{}@"]
)
@pytest.mark.parametrize("kind", ["group", "event"])
def test_a_thing_has_one_topic_and_no_other_spelling(client, service, odd, kind):
    made = make_group() if kind == "group" else make_event()
    topic = f"{kind}:" + odd.format(made.id)
    answer = client.post(ADDRESS, json=service.subscribe().to_json() | {"topics": [topic]})
    assert answer.status_code == 422
    assert db.session.query(Subscription).count() == 0


def test_one_session_of_a_group_is_no_topic(client, service):
    session = next(make_group().sessions(clock.now()))
    answer = client.post(ADDRESS, json=service.subscribe().to_json() | {"add": [session.occurrence_key]})
    assert answer.status_code == 422
