"""Nobody is promised who will not be reached: what the form says before is what comes true after."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import engine, operations
from peer_app.push.models import KEEPS, TOLD, URGENT, Delivery, Notification, Subscription
from peer_app.push.reach import Reach
from tests.auditing_client import Page
from tests.factories import make_account, make_event
from tests.push.conftest import row_of
from tests.push.notices import MORNING, NOON, notify

NIGHT = datetime(2027, 6, 9, 21, tzinfo=UTC)
TEXT = {"topic": "events", "title_en": "News", "body_en": "There is breakfast.", "page": ""}
ZONES = ["Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Sydney"]


@pytest.fixture
def coordinator(at, client, sign_in):
    at(NOON)
    sign_in(client)
    return client


def had_three(*phones, kind=TOLD):
    """All of these, and nobody else, have had three this week."""
    others = db.session.query(Subscription).filter(Subscription.id.not_in([row_of(it).id for it in phones]))
    until = {it.id: it.paused_until for it in others}
    others.update({Subscription.paused_until: clock.now() + timedelta(hours=1)})
    for number in range(3):
        notify(f"had {kind} {number} {phones[0].id}", kind=kind)
    engine.run()
    for row in db.session.query(Subscription).filter(Subscription.id.in_(until)):
        row.paused_until = until[row.id]
    db.session.commit()


def check(client, **values):
    return client.submit("/tell", action="/tell", step="check", **TEXT | values)


def tell(client, checked):
    [form] = [form for form in Page(checked.text).forms if form["action"] == "/tell"]
    client.post("/tell", data=form["values"] | {"step": "tell"})
    return db.session.query(Notification).order_by(Notification.id.desc()).first()


def test_it_says_who_hears_it_when_and_who_does_not(coordinator, at, phone):
    two, five, three, one = ([phone() for _ in range(count)] for count in (2, 5, 3, 1))
    for it in two + three + one:
        row_of(it).time_zone = "America/New_York"
        db.session.commit()
    had_three(*three)
    at(NIGHT)
    row_of(one[0]).paused_until = NIGHT + timedelta(days=3)
    db.session.commit()
    page = check(coordinator).text
    assert "This reaches 7 people." in page
    for line in (
        "2 now",
        "5 on Thursday 10 June 2027, 09:00, when quiet time is over",
        "3 have had three this week: later",
        "1 not: paused all of it",
    ):
        assert line in page, line
    assert "Tell 7 people" in page
    assert len(five) == 5


def test_where_nothing_is_in_the_way_there_is_one_line(coordinator, phone):
    phone()
    page = check(coordinator).text
    assert "This reaches 1 person." in page
    assert "1 now" not in page


def test_nobody_is_reached_without_a_reason(coordinator, phone, service):
    had_three(phone())
    service.forget()
    checked = check(coordinator)
    assert "This reaches nobody yet." in checked.text
    assert "1 has had three this week: later" in checked.text
    assert "Nobody follows" not in checked.text
    told = tell(coordinator, checked)
    engine.run()
    assert service.messages == []
    assert told.progress.waiting == 1, "it is told later, as the button said"


def test_what_begins_before_quiet_time_is_over_is_promised_to_nobody(coordinator, at, phone):
    phone()
    at(NIGHT)
    event = make_event(starts_at=MORNING - timedelta(hours=1))
    page = check(coordinator, page=event.listing.key).text
    assert "This reaches nobody yet." in page
    assert "1 not: it begins before quiet time is over" in page
    assert 'value="tell"' not in page


@pytest.mark.parametrize("seed", range(12))
def test_what_is_said_before_comes_true(app, at, phone, service, seed):
    """Phones anywhere, some paused, some with as many as anybody is sent; at any hour, dated or not, urgent or not."""
    dice = random.Random(seed)
    at(NOON)
    phones = [phone(dice.choice(ZONES)) for _ in range(8)]
    for number in range(dice.choice([0, 2, 4])):
        some = dice.sample(phones, dice.randint(1, 4))
        for it in some:
            notice(it, number)
    for it in dice.sample(phones, 2):
        row_of(it).paused_until = NOON + timedelta(days=dice.choice([0, 40]))
    db.session.commit()
    moment = NOON + timedelta(hours=dice.randint(0, 23))
    at(moment)
    begins = dice.choice([None, moment + timedelta(hours=dice.randint(1, 30))])
    page = make_event(starts_at=begins).listing.key if begins else ""
    facts = {"topic": "events", "page": page, "send_at": None, "urgent": dice.random() < 0.3}
    said = operations.reach(**facts)
    service.forget()
    told = operations.tell(make_account(), token="one", title="News", body="Come.", **facts)
    db.session.commit()
    engine.run()
    assert reached(told) == said.now
    so_far = said.now
    for later, count in said.later.items():
        at(later)
        engine.run()
        so_far += count
        assert reached(told) == so_far
    assert said.followers == len(phones)
    if begins is None:
        # What waits for the frequency cap comes in the end.
        for day in range(1, 16):
            at(moment + timedelta(days=day))
            engine.run()
        assert reached(told) == so_far + said.capped
    else:
        assert reached(told) == so_far


def notice(phone, number):
    """One more that this phone alone was told; as a worker had it accepted."""
    made = notify(f"{phone.id} {number}", topic="nothing")
    when = {"state": "accepted", "tries": 1, "next_try_at": clock.now(), "counted_at": clock.now()}
    db.session.add(Delivery(notification_id=made.id, subscription_id=row_of(phone).id, **when))
    db.session.commit()


def reached(told):
    db.session.expire_all()
    return told.progress.accepted


def test_undated_news_waits_for_its_turn_and_not_for_three_days(at, phone, service):
    at(NOON)
    mine = phone()
    had_three(mine)
    told = operations.tell(make_account(), token="x", title="News", body="Come.", topic="events", page="")
    db.session.commit()
    service.forget()
    for day in range(8):
        at(NOON + timedelta(days=day, minutes=1))
        engine.run()
    [message] = service.of(mine)
    assert reached(told) == 1
    assert message.headers["ttl"] == str(3 * 24 * 3600), "for a phone that is off, that is long enough"
    assert timedelta(weeks=3) < KEEPS <= timedelta(days=28)


@pytest.mark.parametrize(("urgent", "count"), [(True, 1), (False, 0)])
def test_urgent_words_have_a_cap_of_their_own(coordinator, phone, service, urgent, count):
    mine = phone()
    had_three(mine)
    service.forget()
    told = tell(coordinator, check(coordinator, **{"urgent": "y"} if urgent else {}))
    engine.run()
    assert len(service.of(mine)) == count
    assert told.kind == (URGENT if urgent else TOLD)


def test_three_urgent_ones_a_week_are_enough_too(at, phone, service):
    at(NOON)
    mine = phone()
    for number in range(5):
        notify(f"u{number}", kind=URGENT)
    engine.run()
    assert len(service.of(mine)) == 3
    notify("chat")
    engine.run()
    assert len(service.of(mine)) == 4


def test_it_is_not_the_word_of_whoever_hosts_a_group(become):
    host, _browser = become("peer", "Kofi")
    words = {"token": "x", "title": "News", "body": "Come.", "topic": "events", "page": ""}
    assert operations.tell(host, urgent=True, **words).kind == TOLD


def test_urgent_is_asked_of_coordinators_alone(coordinator):
    assert "Urgent: it is cancelled, or not safe" in coordinator.get("/tell").text


def test_what_a_worker_has_in_hand_as_it_is_stopped_went_out(at, phone, progress):
    for _ in range(3):
        phone()
    at(NOON)
    told = notify()
    assert len(engine.claim(2).messages) == 2
    told.stop(make_account())
    db.session.commit()
    so_far = progress(told)
    assert (so_far.went_out, so_far.waiting, so_far.stopped) == (2, 2, 1)


def test_a_reach_of_nobody_is_nobody():
    assert Reach().total == Reach().followers == 0
