"""Deliveries against a real push service, one fault at a time."""

from datetime import timedelta
from email.utils import format_datetime
from threading import Thread

import aiohttp
import pytest

from peer_app.core import clock, codes
from peer_app.extensions import db
from peer_app.push import claiming, engine, sending, settling
from peer_app.push.models import ACCEPTED, GONE, NOT_DELIVERED, WAITING, Delivery, Progress, Subscription
from tests.push.conftest import row_of
from tests.push_service import HANG, RESET, Answer


def delivery(notification, phone) -> Delivery:
    db.session.expire_all()
    return db.session.query(Delivery).filter_by(notification_id=notification.id).one()


def test_everyone_who_follows_is_told_and_nobody_else(follow, service, tell, progress):
    followers = [follow("events"), follow("events", "van-stops")]
    follow("van-stops")
    told = tell()
    engine.run()
    assert sorted(message.subscription for message in service.wait_for(2)) == sorted(it.id for it in followers)
    assert progress(told) == Progress(accepted=2)
    service.forget()
    engine.run()
    assert service.messages == []


def test_a_message_is_discreet_unless_details_were_asked_for(follow, service, tell, app):
    discreet, details = follow("events"), follow("events", discreet=False)
    told = tell()
    engine.run()
    [quiet], [plain] = service.of(discreet), service.of(details)
    page = app.config["ORIGIN"] + "/en/#told=events"
    common = {"lang": "en-GB", "dir": "ltr", "tag": f"told-{told.id}", "navigate": page}
    common |= {name: quiet.json()["notification"][name] for name in ("actions", "data")}
    assert quiet.json() == {
        "web_push": 8030,
        "notification": common | {"title": "What’s on", "body": "There is news about something you follow."},
    }
    assert plain.json()["notification"] == common | {
        "title": "The open event is tomorrow",
        "body": "There is breakfast.",
    }
    assert plain.headers["ttl"].isdecimal()
    assert 0 < int(plain.headers["ttl"]) <= 3 * 24 * 60 * 60
    assert plain.headers["topic"] == f"told-{told.id}"
    assert plain.headers["urgency"] == "normal"


def test_the_same_header_is_used_for_a_whole_push_service(follow, service, tell):
    for _ in range(3):
        follow("events")
    tell()
    engine.run()
    assert len({message.headers["authorization"] for message in service.wait_for(3)}) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_subscription_is_forgotten_and_counted(follow, service, tell, progress, status):
    phone = follow("events", answers=(Answer(status),))
    told = tell()
    engine.run()
    assert row_of(phone) is None
    assert delivery(told, phone).state == GONE
    assert delivery(told, phone).last_status == status
    assert progress(told) == Progress(gone=1)


def test_a_browser_with_a_new_endpoint_is_not_forgotten_for_the_old_one(follow, service, tell):
    phone = follow("events", answers=(Answer(410),))
    tell()
    [message] = engine.claim(10).messages
    row = row_of(phone)
    row.endpoint_digest = "new"
    db.session.commit()
    engine.settle([sending.Outcome(message, 410)])
    assert db.session.get(Subscription, message.subscription_id) is not None


def test_an_id_is_never_given_twice(follow, service, tell):
    phone = follow("events", answers=(Answer(410),))
    before = row_of(phone).id
    tell()
    engine.run()
    assert row_of(phone) is None
    assert row_of(follow("events")).id > before


@pytest.mark.parametrize("answer", [Answer(500), Answer(502), Answer(429), RESET, Answer(301), Answer(418)])
def test_what_may_pass_is_tried_again_later(follow, service, tell, later, answer):
    phone = follow("events", answers=(answer,))
    told = tell()
    engine.run()
    row = delivery(told, phone)
    assert (row.state, row.tries) == (WAITING, 1)
    assert row.last_status == (answer.status if answer.status > 0 else None)
    assert timedelta(seconds=10) < row.next_try_at - clock.now() < timedelta(minutes=1)
    engine.run()
    assert len(service.of(phone)) == 1
    later(timedelta(minutes=1))
    engine.run()
    row = delivery(told, phone)
    assert (row.state, row.tries, row.last_status) == (ACCEPTED, 2, 201)


def test_a_hang_ends_after_seconds_and_holds_nobody_up(follow, service, tell, progress, monkeypatch):
    monkeypatch.setattr(sending, "TIME_OUT", aiohttp.ClientTimeout(total=0.5))
    stuck, well = follow("events", answers=(HANG,)), follow("events")
    told = tell()
    engine.run()
    assert [message.status for message in service.of(well)] == [201]
    assert len(service.of(stuck)) == 1
    assert progress(told) == Progress(accepted=1, waiting=1)


def test_the_time_out_is_a_matter_of_seconds():
    assert sending.TIME_OUT.total <= 15


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_obeyed_for_the_whole_push_service(follow, service, tell, progress, later, status, as_date):
    when = clock.now() + timedelta(seconds=600)
    header = format_datetime(when, usegmt=True) if as_date else "600"
    phone = follow("events", answers=(Answer(status, {"Retry-After": header}),))
    told = tell()
    engine.run()
    waits = delivery(told, phone).next_try_at - clock.now()
    assert timedelta(seconds=590) < waits <= timedelta(seconds=601)
    later(timedelta(seconds=605))
    engine.run()
    assert progress(told) == Progress(accepted=1)


def test_a_push_service_that_says_wait_is_asked_nothing_more_in_that_run(follow, service, tell, progress, monkeypatch):
    monkeypatch.setattr(sending, "IN_FLIGHT", 1)
    phones = [follow("events") for _ in range(3)]
    service.rule = lambda _subscription: Answer(429, {"Retry-After": "60"})
    told = tell()
    engine.run()
    assert sum(len(service.of(phone)) for phone in phones) == 1
    assert progress(told).waiting == 3


@pytest.mark.parametrize("status", [400, 413])
def test_a_mistake_of_ours_is_not_repeated_and_shows(follow, service, tell, later, status, caplog):
    phone = follow("events", answers=(Answer(status),))
    told = tell()
    engine.run()
    assert (delivery(told, phone).state, delivery(told, phone).last_status) == (NOT_DELIVERED, status)
    assert str(status) in caplog.text
    assert phone.endpoint not in caplog.text
    later(timedelta(hours=3))
    engine.run()
    assert len(service.of(phone)) == 1


@pytest.mark.parametrize("fault", [UnicodeError, ValueError, RuntimeError])
def test_a_fault_of_our_own_in_one_message_loses_no_other_answer(
    follow, service, tell, progress, later, monkeypatch, caplog, fault
):
    """Whatever a stranger's subscription makes fail: the others are told once, and it comes to an end."""
    well, broken = [follow("events") for _ in range(3)], follow("events")
    encrypted = sending._encrypted

    def fails_for_one(message: sending.Message) -> bytes:
        if message.endpoint == broken.endpoint:
            raise fault(broken.endpoint)
        return encrypted(message)

    monkeypatch.setattr(sending, "_encrypted", fails_for_one)
    told = tell()
    engine.run()
    assert progress(told) == Progress(accepted=3, waiting=1)
    [row] = db.session.query(Delivery).filter_by(notification_id=told.id, state=WAITING)
    assert row.tries == 1
    assert fault.__name__ in caplog.text
    assert broken.endpoint not in caplog.text
    row.tries = settling.MOST_TRIES - 1
    db.session.commit()
    later(timedelta(minutes=1))
    engine.run()
    assert progress(told) == Progress(accepted=3, not_delivered=1)
    assert [len(service.of(phone)) for phone in well] == [1, 1, 1]


def test_a_push_service_that_says_wait_no_time_is_not_asked_at_once(follow, service, tell):
    phone = follow("events")
    service.rule = lambda _subscription: Answer(429, {"Retry-After": "0"})
    tell()
    engine.run()
    assert len(service.of(phone)) == 1


def test_it_gives_up_after_about_a_day(follow, service, tell, later):
    phone = follow("events", answers=(Answer(500),) * (settling.MOST_TRIES + 1))
    told, began = tell(), clock.now()
    engine.run()
    for _ in range(settling.MOST_TRIES - 1):
        later(delivery(told, phone).next_try_at - clock.now())
        engine.run()
    row = delivery(told, phone)
    assert (row.state, row.tries, row.last_status) == (NOT_DELIVERED, settling.MOST_TRIES, 500)
    assert timedelta(hours=17) < clock.now() - began < timedelta(hours=31)


def test_it_gives_up_when_it_is_worth_nothing_any_more(follow, service, tell, later):
    phone = follow("events", answers=(Answer(500),))
    told = tell()
    engine.run()
    later(told.expires_at - clock.now())
    engine.run()
    assert delivery(told, phone).state == NOT_DELIVERED
    assert len(service.of(phone)) == 1


def test_what_nobody_tried_for_two_days_still_goes_out(follow, service, tell, progress, later):
    follow("events")
    told = tell()
    later(timedelta(days=2))
    engine.run()
    assert progress(told) == Progress(accepted=1)


def test_what_a_killed_worker_had_claimed_is_sent_when_its_lease_ends(follow, service, tell, progress, later):
    follow("events")
    told = tell()
    assert len(engine.claim(10).messages) == 1
    assert engine.claim(10) == ([], 0)
    engine.run()
    assert service.messages == []
    later(claiming.LEASE + timedelta(seconds=1))
    engine.run()
    assert progress(told) == Progress(accepted=1)


def test_two_workers_never_take_up_the_same_delivery(follow, service, tell, app):
    for _ in range(40):
        follow("events")
    tell()
    db.session.commit()
    claimed: list[list[sending.Message]] = [[], []]

    def work(mine: list[sending.Message]) -> None:
        with app.app_context():
            while messages := engine.claim(3).messages:
                mine += messages

    workers = [Thread(target=work, args=(mine,)) for mine in claimed]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    everything = [message.subscription_id for mine in claimed for message in mine]
    assert len(everything) == len(set(everything)) == 40


def test_a_late_answer_changes_nothing_that_is_settled(follow, service, tell):
    phone = follow("events")
    told = tell()
    [message] = engine.claim(10).messages
    engine.settle([sending.Outcome(message, 201)])
    engine.settle([sending.Outcome(message, 500)])
    assert delivery(told, phone).state == ACCEPTED


def test_stopping_while_something_waits_means_that_it_is_not_sent(follow, service, tell, progress, client):
    phone = follow("events")
    told = tell()
    client.delete("/push/subscriptions", json={"endpoint": phone.endpoint})
    engine.run()
    assert service.messages == []
    assert progress(told) == Progress(gone=1)


def test_a_redirect_is_not_followed(follow, service, tell):
    inside = service.subscribe()
    phone = follow("events", answers=(Answer(307, {"Location": inside.endpoint}),))
    tell()
    engine.run()
    assert service.of(inside) == []
    assert len(service.of(phone)) == 1


def test_an_origin_no_longer_trusted_is_not_connected_to(follow, service, tell, app):
    phone = follow("events")
    tell()
    app.config["PUSH_EXTRA_ORIGINS"] = ()
    engine.run()
    assert service.messages == []
    assert row_of(phone) is None


@pytest.mark.parametrize("label", ["a" * 64, "xn--a"])
def test_a_name_that_no_resolver_takes_is_forgotten(follow, service, tell, progress, label):
    """It may have been kept before such names were refused."""
    row, _well = row_of(follow("events")), follow("events")
    row.endpoint = f"https://{label}.push.apple.com/x"
    row.endpoint_digest = codes.digest(row.endpoint)
    db.session.commit()
    told = tell()
    engine.run()
    assert progress(told) == Progress(accepted=1, gone=1)
    assert db.session.query(Subscription).count() == 1


def test_telling_twice_with_one_form_tells_once(follow, service, tell):
    follow("events")
    first, second = tell("same"), tell("same")
    assert first.id == second.id
    engine.run()
    assert len(service.messages) == 1
    assert tell("other").id != first.id


def test_many_are_in_flight_at_one_time(follow, service, tell, progress):
    for _ in range(12):
        follow("events")
    service.delay = 0.3
    told = tell()
    engine.run()
    assert progress(told) == Progress(accepted=12)
    assert service.most_at_once >= 10


def test_faults_do_not_mix(follow, service, tell, progress, later):
    """One run with everything at once: the living get it, the dead are gone."""
    alive = [follow("events") for _ in range(5)]
    dead = [follow("events", answers=(Answer(status),)) for status in (404, 410)]
    slow = [follow("events", answers=(answer,)) for answer in (Answer(500), RESET, Answer(429, {"Retry-After": "1"}))]
    told = tell()
    for _ in range(3):
        engine.run()
        later(timedelta(minutes=3))
    assert progress(told) == Progress(accepted=8, gone=2)
    assert all(row_of(phone) is None for phone in dead)
    assert all(row_of(phone) for phone in alive + slow)


def test_waiting_grows_and_stays_within_hours():
    waits = [settling.back_off(tries) for tries in range(1, 30)]
    assert timedelta(seconds=15) <= waits[0] <= timedelta(seconds=45)
    assert max(waits) <= timedelta(hours=3)
    assert waits[8] > timedelta(minutes=30)
