"""A concern came: safeguarding leads are told on the phones they chose, and nobody else."""

from datetime import timedelta

import pytest

from peer_app.accounts.models import Account
from peer_app.concerns.models import Concern
from peer_app.concerns.operations import write_at_desk
from peer_app.extensions import db
from peer_app.push import jobs
from peer_app.push.alerts import MOST, WITHIN
from peer_app.push.models import ALERT, Delivery, Notification, Subscription, SubscriptionTopic
from tests.factories import enrol, make_account
from tests.push.conftest import row_of
from tests.push_service import Answer
from tests.records import make_record, worry

ADDRESS = "/push/subscriptions"
REFUSED = "One of the topics is not there any more."


@pytest.fixture
def become(become):
    """Sign somebody in on a browser of their own, as a lead or not."""
    return lambda name="Ama", role="peer", lead=True: become(role, name, lead)


@pytest.fixture
def turn_on(turn_on):
    """A phone on which whoever uses `browser` wants alerts, and which has had its first notification."""
    return lambda browser, **wish: turn_on(browser, "concerns", **wish)


def raise_concern():
    """At a desk; gives nothing, as whoever raised it gets nothing."""
    write_at_desk(db.session.query(Account).first(), "She was crying.", "Zed, Effra Road")
    db.session.commit()


def alerts():
    db.session.expire_all()
    return db.session.query(Notification).filter_by(kind=ALERT).all()


def test_from_the_van_to_a_leads_lock_screen(app, become, turn_on, follow, service, client, later):
    later(timedelta())  # from here on the clock stands still
    _account, browser = become()
    phone, stranger = turn_on(browser), follow("events", "van-stops", discreet=False)
    enrol(client)
    record = make_record(worry(words="She was crying.", about="Zed"), kind="concern")
    for _ in range(2):  # the tablet never got the first answer
        client.post("/sync/records", json={"records": [record]})
    jobs.send()
    [message] = service.of(phone)
    assert service.of(stranger) == []
    facts = message.json()["notification"]
    assert (facts["title"], facts["body"]) == ("What’s on", "Something needs you.")
    assert facts["navigate"] == f"{app.config['ORIGIN']}/concerns"
    assert "concern" not in str(facts["tag"])
    assert message.headers["ttl"] == str(24 * 60 * 60)
    assert b"Zed" not in message.plaintext
    assert b"crying" not in message.plaintext
    assert len(alerts()) == 1


def test_one_for_each_and_each_once(become, turn_on, service, client):
    _account, browser = become()
    phone = turn_on(browser)
    enrol(client)
    records = [make_record(worry(), kind="concern", seq=seq) for seq in (1, 2)]
    client.post("/sync/records", json={"records": records})
    raise_concern()
    for _ in range(2):
        jobs.send()
    tags = [message.json()["notification"]["tag"] for message in service.of(phone)]
    assert len(tags) == len(set(tags)) == 3  # none takes the place of another on the lock screen


def junk(browser, *, batches=3, each=40, **fields):
    """A found tablet makes concerns up."""
    for batch in range(batches):
        made_up = [make_record(worry(), kind="concern", seq=each * batch + seq, **fields) for seq in range(1, each + 1)]
        assert browser.post("/sync/records", json={"records": made_up}).status_code == 200


def test_one_source_rings_no_more_than_a_phone_can_bear_and_the_rest_is_summed_up(
    become, turn_on, service, client, later
):
    """A found tablet could ring all leads through the night."""
    later(timedelta())  # from here on the clock stands still
    _account, browser = become()
    phone = turn_on(browser)
    enrol(client)
    junk(client)
    jobs.send()
    assert len(service.of(phone)) == MOST
    later(WITHIN)
    jobs.fill()
    jobs.send()
    assert len(service.of(phone)) == MOST + 1
    assert service.of(phone)[-1].json()["notification"]["body"] == "110 more things need you."
    later(WITHIN)
    jobs.fill()
    jobs.send()
    assert len(service.of(phone)) == len(alerts()) == MOST + 1
    assert Concern.how_many_open() == 120


@pytest.mark.parametrize("source", ["another tablet", "a desk"])
def test_no_source_silences_another(app, become, turn_on, service, client, later, source):
    later(timedelta())
    _account, browser = become()
    phone = turn_on(browser)
    enrol(client)
    junk(client)
    jobs.send()
    before = len(service.of(phone))
    if source == "a desk":
        raise_concern()
    else:
        other = app.test_client()
        enrol(other, "Van 2")
        junk(other, batches=1, each=1, epoch="another")
    jobs.send()
    assert len(service.of(phone)) == before + 1


def test_junk_that_needs_a_look_silences_no_other_tablet(app, become, turn_on, service, client):
    phone = service.subscribe()
    _account, browser = become("Joe", "coordinator", lead=False)
    browser.post(ADDRESS, json=phone.to_json() | {"add": ["needs-a-look"]})
    jobs.send()
    service.forget()
    other = app.test_client()
    enrol(client)
    enrol(other, "Van 2")
    for tablet in (client, client, other):
        tablet.post("/sync/records", json={"records": [{"id": f"junk-{number}"} for number in range(9)]})
    # The second batch of the first tablet rings nobody again.
    tablet.post("/sync/records", json={"records": [{"id": "another"}]})
    jobs.send()
    assert len(service.of(phone)) == 2


def test_the_workers_are_woken_once_it_is_in_the_database(app, client, become, monkeypatch):
    account, browser = become()
    seen = []

    def look():
        with db.engine.connect() as another:
            seen.append(another.execute(db.text("SELECT count(*) FROM concern")).scalar())

    monkeypatch.setitem(app.extensions["jobs"].tasks, jobs.SEND, look)
    enrol(client)
    client.post("/sync/records", json={"records": [make_record(worry(), kind="concern")]})
    assert seen == [1]
    browser.submit("/worried", words="He has not eaten.")
    assert seen == [1, 2]
    write_at_desk(account, "Not to be", "")
    db.session.rollback()
    assert seen == [1, 2]
    assert len(alerts()) == 2


@pytest.mark.parametrize("how", ["is no lead any more", "has left"])
def test_a_lead_who_stopped_being_one_gets_nothing(become, turn_on, service, how):
    sam, sams = become("Sam")
    _ama, amas = become("Ama")
    phone, other = turn_on(sams), turn_on(amas)
    raise_concern()  # on its way when they stop
    if how == "has left":
        sam.leave()
    else:
        sam.is_safeguarding_lead = False
    db.session.commit()
    raise_concern()
    jobs.send()
    assert service.of(phone) == []
    assert len(service.of(other)) == 2
    states = [state for (state,) in db.session.query(Delivery.state).filter_by(subscription_id=row_of(phone).id)]
    assert sorted(states) == ["accepted", "gone", "gone"]  # the first one showed that it works


def test_what_ties_a_phone_to_a_former_lead_goes(become, turn_on, follow, service):
    sam, sams = become("Sam")
    _ama, amas = become("Ama")
    phone, other, stranger = turn_on(sams), turn_on(amas), follow("events")
    sam.is_safeguarding_lead = False
    db.session.commit()
    jobs.tidy()
    assert (row_of(phone).account_id, row_of(phone).topics) == (None, frozenset())
    assert row_of(other).topics == {"concerns"}
    assert row_of(stranger).topics == {"events"}
    # Named once more, they choose once more.
    sam.is_safeguarding_lead = True
    db.session.commit()
    raise_concern()
    jobs.send()
    assert service.of(phone) == []


def test_tidying_leaves_a_lead_alone_and_works_without_any(become, turn_on, follow):
    phone = follow("events")
    jobs.tidy()
    assert row_of(phone).topics == {"events"}


@pytest.mark.parametrize("who", ["nobody", "a device", "a peer supporter", "a coordinator"])
def test_nobody_else_can_follow_it_or_is_told_that_it_exists(app, client, become, service, who):
    browser = client
    if who == "a device":
        enrol(client)
    elif who != "nobody":
        _account, browser = become(role="coordinator" if who == "a coordinator" else "peer", lead=False)
    for wish in ({"add": ["concerns"]}, {"topics": ["concerns"]}, {"topics": ["events"], "add": ["concerns"]}):
        answer = browser.post(ADDRESS, json=service.subscribe().to_json() | wish)
        assert answer.status_code == 422
        assert answer.json["detail"].startswith(REFUSED)
    assert db.session.query(Subscription).count() == 0
    assert "concerns" not in browser.get("/en/notifications").text
    if who == "a coordinator":
        assert '"concerns"' not in browser.get("/tell").text
        told = {"title_en": "x", "body_en": "y", "topic": "concerns", "page": "", "step": "tell"}
        assert browser.submit("/tell", **told).status_code == 422


def test_a_lead_adds_it_and_chooses_it_nowhere_public(become, service):
    _account, browser = become()
    answer = browser.post(ADDRESS, json=service.subscribe().to_json() | {"topics": ["concerns"]})
    assert answer.status_code == 422


def test_choosing_among_the_public_topics_does_not_end_it(become, turn_on, service, client):
    """The lead's phone, opened where nobody is signed in: it sees and changes what is public, and no more."""
    account, browser = become()
    phone = turn_on(browser)
    for wish in ({"topics": ["events"]}, {"topics": []}, {}):
        answer = client.post(ADDRESS, json=phone.to_json() | wish)
        assert "concerns" not in answer.json["topics"]
    assert row_of(phone).topics == {"concerns"}
    assert row_of(phone).account_id == account.id
    assert browser.post(ADDRESS, json=phone.to_json()).json["topics"] == ["concerns"]


def test_turning_it_off_unties_the_phone(become, turn_on, service):
    _account, browser = become()
    phone = turn_on(browser)
    answer = browser.post(ADDRESS, json=phone.to_json() | {"remove": ["concerns"]})
    assert answer.json["topics"] == []
    assert row_of(phone).account_id is None
    raise_concern()
    jobs.send()
    assert service.of(phone) == []


def test_a_phone_handed_on_belongs_to_the_lead_who_turned_it_on_last(become, turn_on, service):
    sam, sams = become("Sam")
    ama, amas = become("Ama")
    phone = turn_on(sams)
    assert amas.post(ADDRESS, json=phone.to_json()).json["topics"] == []  # it tells Sam, not Ama
    assert amas.post(ADDRESS, json=phone.to_json() | {"add": ["concerns"]}).json["topics"] == ["concerns"]
    sam.leave()
    db.session.commit()
    raise_concern()
    jobs.send()
    assert len(service.of(phone)) == 1
    assert row_of(phone).account_id == ama.id


def test_a_new_endpoint_keeps_it(become, turn_on, service, client):
    account, browser = become()
    old, new = turn_on(browser), service.subscribe()
    client.post(ADDRESS, json=new.to_json() | old.to_replace())  # the worker, with nobody signed in
    assert (row_of(new).account_id, row_of(new).topics) == (account.id, {"concerns"})


def test_a_day_later_it_is_not_sent_any_more(become, turn_on, service, later):
    _account, browser = become()
    phone = turn_on(browser)
    phone.answers.append(Answer(503))
    raise_concern()
    jobs.send()
    assert len(service.of(phone)) == 1
    later(timedelta(days=1, minutes=1))
    jobs.send()
    assert len(service.of(phone)) == 1


def test_without_any_lead_it_is_kept_all_the_same(follow, service):
    make_account(name="Joe")
    phone = follow("events")
    raise_concern()
    jobs.send()
    assert service.of(phone) == []
    assert Concern.how_many_open() == 1
    assert db.session.query(SubscriptionTopic).filter_by(topic="concerns").count() == 0
