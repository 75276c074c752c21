"""Who may tell about what: a host the own groups, a coordinator everything, nobody else anything."""

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import operations
from peer_app.push.models import TOLD, Notification
from tests.auditing_client import Page
from tests.factories import make_account, make_event, make_group

TEXT = {"title_en": "We meet outside", "body_en": "At the gate, because it is warm.", "page": ""}


@pytest.fixture
def groups(app):
    """One that the signed-in peer supporter is to host, and one of somebody else's."""
    return make_group(starts_at=clock.now()), make_group(title="Singing", starts_at=clock.now())


@pytest.fixture
def host(client, sign_in, groups):
    account = sign_in(client, role="peer", name="Zed")
    groups[0].be_hosted_by([account.id])
    db.session.commit()
    return client


def told():
    db.session.expire_all()
    return db.session.query(Notification).filter_by(kind=TOLD).all()


def options_of(page, name):
    start = page.index(f'name="{name}"')
    return page[start : page.index("</select>", start)]


def post(client, **values):
    token = Page(client.get("/desk").text).forms[0]["values"]["csrf_token"]
    return client.post("/tell", data=TEXT | {"token": "one", "csrf_token": token} | values)


def test_a_host_tells_those_who_follow_the_group(host, groups, follow):
    follow(f"group:{groups[0].id}"), follow("events")
    page = f"group:{groups[0].id}"
    checked = host.submit("/tell", action="/tell", step="check", **TEXT | {"topic": page, "page": page})
    assert "This reaches 1 person." in checked.text
    answer = host.submit("/tell", action="/tell", step="tell", **TEXT | {"topic": page, "page": page})
    assert answer.status_code == 303
    assert host.get(answer.location).status_code == 200
    [notification] = told()
    assert (notification.topic, notification.path) == (page, f"/groups/{groups[0].slug}")


def test_a_host_is_offered_the_own_groups_and_nothing_else(host, groups):
    make_event(title="Breakfast")
    page = host.get("/tell").text
    for name in ("topic", "page"):
        offered = options_of(page, name)
        assert f'"group:{groups[0].id}"' in offered
        assert "Breakfast" not in offered
        assert "Singing" not in offered
    assert "Tell people" in host.get("/desk").text


@pytest.mark.parametrize("topic", ["events", "van-stops", "concerns", "event:1", "group:2", "group:999"])
def test_any_other_topic_is_not_there_for_a_host(host, topic):
    make_event()
    for step in ("check", "tell", "change"):
        assert post(host, topic=topic, step=step).status_code == 404
    assert told() == []


def test_a_host_cannot_take_the_place_of_what_was_told_of_something_else(host, groups):
    event = make_event()
    answer = post(host, topic=f"group:{groups[0].id}", page=f"event:{event.id}", step="tell")
    assert answer.status_code == 422
    assert told() == []


def test_what_others_told_is_not_there_for_a_host(host, groups):
    texts = {"title": "Sing with us", "body": "Tonight.", "page": ""}
    ama = make_account()
    other = operations.tell(ama, token="a", topic=f"group:{groups[1].id}", **texts)
    own = operations.tell(ama, token="b", topic=f"group:{groups[0].id}", **texts | {"title": "Read with us"})
    db.session.commit()
    ids = own.id, other.id
    assert host.get(f"/tell/{ids[0]}").status_code == 200
    assert host.get(f"/tell/{ids[1]}").status_code == 404
    page = host.get("/tell").text
    assert "Read with us" in page
    assert "Sing with us" not in page
    token = Page(host.get("/desk").text).forms[0]["values"]["csrf_token"]
    assert host.post(f"/tell/{ids[1]}/stop", data={"csrf_token": token}).status_code == 404
    assert db.session.get(Notification, ids[1]).stopped_at is None


def test_a_peer_supporter_without_a_group_tells_nobody(client, sign_in, groups):
    sign_in(client, role="peer")
    assert client.get("/tell").status_code == 404
    assert post(client, topic=f"group:{groups[0].id}", step="tell").status_code == 404
    assert "Tell people" not in client.get("/desk").text
    assert told() == []


def test_who_hosts_no_longer_tells_no_longer(host, groups):
    groups[0].be_hosted_by([])
    db.session.commit()
    assert host.get("/tell").status_code == 404
