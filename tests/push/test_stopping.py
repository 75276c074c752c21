"""Whoever tells can stop it, before its time or in mid-run; what had gone out by then is said."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.push import engine, jobs, operations
from peer_app.push.models import Notification
from tests.auditing_client import Page
from tests.factories import make_account
from tests.push_service import Answer

TEXT = {"token": "one", "topic": "events", "title": "Breakfast", "body": "From ten.", "page": ""}


@pytest.fixture
def coordinator(client, sign_in):
    sign_in(client, name="Joe")
    return client


@pytest.fixture
def tell(app):
    def tell(**facts):
        told = operations.tell(make_account(name="Ama"), **TEXT | facts)
        db.session.commit()
        return told.id

    return tell


def test_before_its_time(coordinator, tell, follow, service, later):
    phone = follow("events")
    number = tell(send_at=clock.now() + timedelta(hours=1))
    page = coordinator.get(f"/tell/{number}").text
    assert "written by Ama" in page
    answer = coordinator.submit(f"/tell/{number}", action=f"/tell/{number}/stop")
    assert answer.location == f"/tell/{number}"
    page = coordinator.get(f"/tell/{number}").text
    assert "Stopped by Joe" in page
    assert "It went out to nobody." in page
    assert "Goes out on" not in page
    assert "stopped" in coordinator.get("/tell").text
    later(timedelta(hours=1))
    jobs.send()
    jobs.fill()
    jobs.send()
    assert service.of(phone) == []


def test_in_mid_run(coordinator, tell, follow, service):
    first, second = follow("events"), follow("events", answers=[Answer(503)])
    number = tell()
    engine.run()
    assert len(service.of(first)) == 1
    coordinator.submit(f"/tell/{number}", action=f"/tell/{number}/stop")
    page = coordinator.get(f"/tell/{number}").text
    assert "It went out to 1 person." in page
    assert 'data-told="done"' in page
    progress = coordinator.get(f"/tell/{number}", headers={"Accept": "application/json"}).json
    assert (progress["accepted"], progress["waiting"], progress["stopped"]) == (1, 0, 1)
    service.forget()
    engine.run()
    assert service.of(second) == []


def test_a_second_stop_changes_nothing(coordinator, tell, follow):
    follow("events")
    number = tell(send_at=clock.now() + timedelta(hours=1))
    coordinator.submit(f"/tell/{number}", action=f"/tell/{number}/stop")
    first = db.session.get(Notification, number).stopped_at
    token = Page(coordinator.get("/desk").text).forms[0]["values"]["csrf_token"]
    assert coordinator.post(f"/tell/{number}/stop", data={"csrf_token": token}).status_code == 303
    db.session.expire_all()
    assert db.session.get(Notification, number).stopped_at == first
