"""Two at the same moment: one code sets one device up, and what is called lost is lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from flask import Flask

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.devices import operations
from peer_app.devices.models import Device
from peer_app.extensions import db
from peer_app.people.models import Person
from peer_app.sync import operations as sync
from tests.at_once import AT_ONCE, all_at_once
from tests.auditing_client import AuditingClient, Page
from tests.factories import enrol, make_account
from tests.records import make_record

SignIn = Callable[..., Account]


def make_code(name: str = "Van 1") -> str:
    code = Device.add(name, by_id=make_account().id).new_code()
    db.session.commit()
    return code


def test_one_code_makes_one_device(app: Flask) -> None:
    code = make_code()

    def spend(_number: int) -> tuple[int, str | None]:
        browser = app.test_client()
        answer = browser.post("/sync/enrolments", json={"code": code, "shared": True})
        cookie = browser.get_cookie("device")
        return answer.status_code, cookie.value if cookie else None

    found = all_at_once(app, spend)
    assert Counter(status for status, _token in found) == {201: 1, 404: AT_ONCE - 1}
    [token] = [token for _status, token in found if token]
    assert Device.of_token(token)


def test_the_same_file_handed_in_twice_at_once(app: Flask) -> None:
    actor = make_account()
    records = [make_record(seq=seq) for seq in range(1, 600)]
    db.session.refresh(actor)
    db.session.expunge(actor)
    counts = all_at_once(app, lambda _number: operations.hand_in(actor, records), 2)
    assert counts[0] + counts[1] == {"stored": len(records), "duplicate": len(records)}
    assert db.session.query(Person).count() == len(records)


def test_called_lost_while_it_is_set_up_it_is_lost(app: Flask) -> None:
    code = make_code()
    enrolled, go_on = Event(), Event()

    def set_up() -> str:
        with app.app_context():
            made = Device.enrol(code, shared=True)
            assert made
            enrolled.set()
            go_on.wait(1)  # in vain on SQLite, where nobody reads in order to write meanwhile
            db.session.commit()
            return made[1]

    def lose() -> None:
        with app.app_context():
            enrolled.wait(10)
            device = Device.everyone()[0]
            go_on.set()
            device.revoke()
            db.session.commit()

    db.session.rollback()
    with ThreadPoolExecutor(2) as threads:
        token, lost = threads.submit(set_up), threads.submit(lose)
        lost.result(20)
        assert Device.of_token(token.result(20)) is None


def test_called_lost_while_it_sends_nothing_more_comes(app: Flask, client: AuditingClient, sign_in: SignIn) -> None:
    """What it is sending at that moment is in, and said to be; or neither."""
    device = enrol(client)
    coordinator = app.test_client()
    sign_in(coordinator, name="Bea")
    token = Page(coordinator.get("/devices").text).forms[0]["values"]["csrf_token"]
    cookie = client.get_cookie("device")
    assert cookie
    address = f"/devices/{device.id}/loss"

    def do(number: int) -> list[Any]:
        if number == 0:
            return [coordinator.post(address, data={"csrf_token": token}).status_code]
        tablet = app.test_client()
        tablet.set_cookie("device", cookie.value)
        return [tablet.post("/sync/records", json={"records": [make_record(seq=number)]}) for _ in range(5)]

    lost, *sent = all_at_once(app, do)
    assert lost == [302]
    answers = [answer for each in sent for answer in each]
    assert {answer.status_code for answer in answers} <= {200, 401}
    assert db.session.query(Person).count() == sum(answer.status_code == 200 for answer in answers)
    assert client.post("/sync/records", json={"records": [make_record()]}).status_code == 401


def test_what_was_on_its_way_when_it_was_called_lost_is_not_taken(
    client: AuditingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would come after what it sent was set aside."""
    device_id = enrol(client).id
    read = sync._read

    def lost_meanwhile(*facts: Any) -> Any:
        operations.lose(db.session.get_one(Device, device_id), clock.now())
        db.session.commit()
        return read(*facts)

    monkeypatch.setattr(sync, "_read", lost_meanwhile)
    answer = client.post("/sync/records", json={"records": [make_record()]})
    assert answer.status_code == 401
    assert db.session.query(Person).count() == 0
