"""Deliveries against a real push service: to whom, what, and how often."""

from datetime import timedelta
from threading import Thread

import pytest

from peer_app.core import codes
from peer_app.extensions import db
from peer_app.push import claiming, engine, sending
from peer_app.push.models import ACCEPTED, Progress, Subscription
from tests.push.conftest import delivery_of, row_of
from tests.push.crowd import follow_all
from tests.push_service import Answer


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
    common |= {name: quiet.json()["notification"][name] for name in ("actions", "data", "renotify")}
    assert quiet.json() == {
        "web_push": 8030,
        "notification": common | {"title": "What’s on", "body": "There is news about something you follow."},
    }
    assert plain.json()["notification"] == common | {
        "title": "The open event is tomorrow",
        "body": "There is breakfast.",
    }
    assert plain.headers["ttl"] == str(3 * 24 * 60 * 60)


def test_the_same_header_is_used_for_a_whole_push_service(follow, service, tell):
    for _ in range(3):
        follow("events")
    tell()
    engine.run()
    assert len({message.headers["authorization"] for message in service.wait_for(3)}) == 1


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
    follow("events")
    told = tell()
    [message] = engine.claim(10).messages
    engine.settle([sending.Outcome(message, 201)])
    engine.settle([sending.Outcome(message, 500)])
    assert delivery_of(told).state == ACCEPTED


def test_stopping_while_something_waits_means_that_it_is_not_sent(follow, service, tell, progress, client):
    phone = follow("events")
    told = tell()
    client.delete("/push/subscriptions", json=phone.proof)
    engine.run()
    assert service.messages == []
    assert progress(told) == Progress(gone=1)


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
    follow_all([service.subscribe() for _ in range(40)])
    service.delay = 0.3
    told = tell()
    engine.run()
    assert progress(told) == Progress(accepted=40)
    assert service.most_at_once >= 30
