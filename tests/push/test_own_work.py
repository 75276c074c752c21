"""People of the team hear on their own phones of what needs them, by their part in it, and nothing of what it is."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.devices.models import Device
from peer_app.extensions import db
from peer_app.push import alerts, jobs, topics
from peer_app.push.models import ALERT, Notification
from tests.factories import enrol
from tests.push.conftest import row_of
from tests.records import EPOCH, make_record

ADDRESS = "/push/subscriptions"
BOTH = ("needs-a-look", "silent-tablets")


def hold_a_record(client):
    """A tablet brings what can't be opened."""
    client.post("/sync/records", json={"records": [make_record(kind="never-heard-of")]})


def made():
    db.session.expire_all()
    return db.session.query(Notification).filter_by(kind=ALERT).all()


def only_message(service, phone):
    [message] = service.of(phone)
    return message


def test_a_record_needs_a_look(app, client, become, turn_on, follow, service):
    _account, browser = become()
    phone, stranger = turn_on(browser, "needs-a-look"), follow("events")
    enrol(client)
    hold_a_record(client)
    jobs.send()
    facts = only_message(service, phone).json()["notification"]
    assert (facts["title"], facts["body"]) == ("What’s on", "Something needs you.")
    assert facts["navigate"] == f"{app.config['ORIGIN']}/needs-a-look"
    assert "look" not in facts["tag"]
    assert service.of(stranger) == []


def test_made_up_records_ring_once_an_hour(client, become, turn_on, service, later):
    later(timedelta())  # from here on the clock stands still
    _account, browser = become()
    phone = turn_on(browser, "needs-a-look")
    enrol(client)
    for _ in range(5):
        hold_a_record(client)
    jobs.send()
    assert len(service.of(phone)) == len(made()) == 1
    later(alerts.WITHIN)
    hold_a_record(client)
    jobs.send()
    assert len(service.of(phone)) == 2


def silence(client, hours, waiting=1):
    """The tablet reports so many records waiting, and then nothing for `hours`."""
    client.post("/sync/status", json={"epoch": EPOCH, "seq": waiting, "waiting": waiting})
    db.session.query(Device).update({"last_seen_at": clock.now() - timedelta(hours=hours)})
    db.session.commit()


@pytest.mark.parametrize(
    ("hours", "waiting", "is_said"), [(23, 1, False), (25, 1, True), (25, 0, False), (24 * 9, 1, False)]
)
def test_a_tablet_with_records_waiting_has_been_silent_for_a_day(
    app, client, become, turn_on, service, hours, waiting, is_said
):
    _account, browser = become()
    phone = turn_on(browser, "silent-tablets")
    enrol(client)
    silence(client, hours, waiting)
    for _ in range(3):
        look(app)
        jobs.send()
    assert len(service.of(phone)) == is_said
    if is_said:
        facts = only_message(service, phone).json()["notification"]
        assert facts["body"] == "Something needs you."
        assert facts["navigate"] == f"{app.config['ORIGIN']}/devices"


def look(app):
    """What the worker does each minute, as it is registered."""
    app.extensions["jobs"].tasks["silent-devices"].call_local()
    db.session.expire_all()


def test_one_that_is_lost_or_comes_back_is_not_silent(app, client, become, turn_on, service):
    _account, browser = become()
    phone = turn_on(browser, "silent-tablets")
    device = enrol(client)
    silence(client, 25)
    db.session.get(Device, device.id).revoke()
    db.session.commit()
    look(app)
    jobs.send()
    assert service.of(phone) == []


def test_a_second_silence_is_said_again(app, client, become, turn_on, service, later):
    later(timedelta())
    _account, browser = become()
    phone = turn_on(browser, "silent-tablets")
    enrol(client)
    silence(client, 25)
    look(app)
    silence(client, 30)
    look(app)
    jobs.send()
    assert len(service.of(phone)) == 2


def test_what_can_wait_waits_for_the_morning_and_a_concern_does_not(app, client, become, turn_on, service, monkeypatch):
    midnight = clock.now().replace(hour=0, minute=30) + timedelta(days=1)
    _account, browser = become(lead=True)
    phone = turn_on(browser, "needs-a-look", "concerns")
    enrol(client)
    app.config.update(QUIET_FROM="20:00", QUIET_UNTIL="09:00")
    monkeypatch.setattr(clock, "now", lambda: midnight)
    alerts.on_records_held(None, record_ids=["x"], source="device:1")
    db.session.commit()
    jobs.send()
    assert service.of(phone) == []
    alerts.on_concerns_raised(None, concern_ids=[1], source="device:1")
    db.session.commit()
    jobs.send()
    assert only_message(service, phone).json()["notification"]["navigate"].endswith("/concerns")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("nobody", ()),
        ("a device", ()),
        ("a peer supporter", ()),
        ("a lead", ("concerns",)),
        ("a coordinator", BOTH),
    ],
)
def test_each_is_offered_and_may_turn_on_what_is_theirs(client, become, service, who, may):
    browser = client
    if who == "a device":
        enrol(client)
    elif who != "nobody":
        _account, browser = become("coordinator" if who == "a coordinator" else "peer", lead=who == "a lead")
        page = browser.get("/you").text
        assert {topic for topic in topics.OWN_WORK if f'data-alerts="{topic}"' in page} == set(may)
    for topic in topics.OWN_WORK:
        answer = browser.post(ADDRESS, json=service.subscribe().to_json() | {"add": [topic]})
        assert answer.status_code == (201 if topic in may else 422), topic
        whole = browser.post(ADDRESS, json=service.subscribe().to_json() | {"topics": [topic]})
        assert whole.status_code == 422
    assert "needs-a-look" not in browser.get("/en/notifications").text


@pytest.mark.parametrize("how", ["is a peer supporter now", "has left"])
def test_whoever_is_no_coordinator_any_more_hears_nothing(client, become, turn_on, service, how):
    account, browser = become()
    phone = turn_on(browser, *BOTH)
    enrol(client)
    hold_a_record(client)  # on its way when they stop
    if how == "has left":
        account.leave()
    else:
        account.role = "peer"
    db.session.commit()
    jobs.send()
    assert service.of(phone) == []
    jobs.tidy()
    assert (row_of(phone).account_id, row_of(phone).topics) == (None, frozenset())


def test_tidying_takes_only_what_is_theirs_no_more(client, become, turn_on, service):
    account, browser = become(lead=True)
    phone = turn_on(browser, "concerns", "events", *BOTH)
    account.role = "peer"
    db.session.commit()
    jobs.tidy()
    assert row_of(phone).topics == {"concerns", "events"}
    assert row_of(phone).account_id == account.id


def test_a_phone_handed_on_takes_nothing_along(become, turn_on, service):
    _sam, sams = become(name="Sam", lead=True)
    ama, amas = become(name="Ama")
    phone = turn_on(sams, "concerns", "silent-tablets", "events")
    amas.post(ADDRESS, json=phone.to_json() | {"add": ["needs-a-look"]})
    assert row_of(phone).topics == {"needs-a-look", "events"}
    assert row_of(phone).account_id == ama.id


def test_turning_one_off_leaves_the_other_on(become, turn_on):
    account, browser = become()
    phone = turn_on(browser, *BOTH)
    answer = browser.post(ADDRESS, json=phone.to_json() | {"remove": ["needs-a-look"]})
    assert answer.json["topics"] == ["silent-tablets"]
    assert row_of(phone).account_id == account.id
