"""What a device says of itself, and what is noticed when something never arrives."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from peer_app.accounts.models import Account
from peer_app.core import clock
from peer_app.devices import epochs
from peer_app.devices.epochs import tallies_of
from peer_app.devices.models import Device
from peer_app.extensions import db
from peer_app.people.models import Person
from tests.auditing_client import AuditingClient
from tests.factories import enrol, make_account
from tests.records import EPOCH, make_record

SignIn = Callable[..., Account]
ANOTHER = "0190a000-0000-7000-8000-000000000001"


@pytest.fixture
def tablet(client: AuditingClient) -> AuditingClient:
    enrol(client)
    return client


def report(tablet: AuditingClient, **facts: Any) -> dict[str, Any]:
    answer = tablet.post("/sync/status", json={"epoch": EPOCH, "seq": 0, "waiting": 0} | facts)
    assert answer.status_code == 200, answer.text
    assert isinstance(answer.json, dict)
    return answer.json


def send(tablet: AuditingClient, *numbers: int, **fields: Any) -> None:
    records = [make_record(seq=seq, **fields) for seq in numbers]
    assert tablet.post("/sync/records", json={"records": records}).status_code == 200


def missing() -> int:
    [device] = Device.everyone()
    db.session.expire_all()
    return tallies_of([device])[device.id].missing


def test_the_coordinator_sees_how_it_is(app: Flask, tablet: AuditingClient, sign_in: SignIn) -> None:
    report(
        tablet,
        seq=3,
        waiting=2,
        oldest_at="2027-03-02T10:00:00Z",
        revision="abcdef012345",
        pack_updated_at="2027-03-02T11:00:00Z",
        storage_left=5_000_000_000,
        persistent=True,
        key_id="0123456789abcdef",
    )
    coordinator = app.test_client()
    sign_in(coordinator, name="Bea")
    page = coordinator.get("/devices").text
    for words in (
        "<strong>2</strong>, the oldest from Tuesday 2 March 2027",
        "An older version",
        "abcdef012345",
        "5.0 GB",
        "Yes, the browser promised",
        "An older key",
        "1 record from Van 1 never arrived.",
    ):
        assert words in page, words


def test_it_learns_its_name_and_who_may_be_on_the_van(tablet: AuditingClient) -> None:
    sam, joe = make_account("peer", "Sam Verylongsurname"), make_account("peer", "Joe")
    sam.listed_as = "Sam"
    db.session.commit()
    said = report(tablet)
    crew = [{"id": sam.id, "name": "Sam"}]
    assert said == {"name": "Van 1", "shared": True, "emptied": False, "crew": crew, "seq": 0}
    joe.listed_as = "Joe"
    sam.leave()
    db.session.commit()
    assert report(tablet)["crew"] == [{"id": joe.id, "name": "Joe"}]


def test_peer_supporters_choose_whether_they_are_listed(app: Flask, tablet: AuditingClient, sign_in: SignIn) -> None:
    own_phone = app.test_client()
    account = sign_in(own_phone, "peer", "Sam Verylongsurname")
    assert report(tablet)["crew"] == []
    own_phone.submit("/you", listed_as="Sam")
    assert report(tablet)["crew"] == [{"id": account.id, "name": "Sam"}]
    own_phone.submit("/you", listed_as="")
    assert report(tablet)["crew"] == []


@pytest.mark.parametrize(
    "sent",
    [None, [], {}, {"epoch": EPOCH}, {"epoch": EPOCH, "seq": -1, "waiting": 0}, {"epoch": "?", "seq": 1, "waiting": 1}],
)
def test_what_can_not_be_counted_gets_a_sentence(tablet: AuditingClient, sent: object) -> None:
    answer = tablet.post("/sync/status", json=sent)
    assert answer.status_code == 422
    assert answer.json["detail"]


@pytest.mark.parametrize("strange", [None, "x", -1, 2**70, [], {"a": 1}, True, "9999-99-99", "\0"])
def test_other_strange_facts_are_taken_as_unknown(app: Flask, tablet: AuditingClient, strange: object) -> None:
    names = ("oldest_at", "revision", "pack_updated_at", "storage_left", "key_id")
    report(tablet, **dict.fromkeys(names, strange), persistent=strange if strange is not True else "yes")
    [device] = Device.everyone()
    kept = (device.oldest_at, device.app_revision, device.pack_updated_at, device.storage_left, device.persistent)
    assert {*kept, device.key_id} == {None}


def test_a_gap_is_noticed_and_closes_when_the_record_comes_after_all(tablet: AuditingClient) -> None:
    send(tablet, 1, 2, 5)
    assert missing() == 2
    send(tablet, 3)
    assert missing() == 1
    send(tablet, 4)
    assert missing() == 0


@pytest.mark.parametrize("epoch", [EPOCH, ANOTHER])
def test_absurd_numbers_are_not_believed_and_nothing_is_lost(tablet: AuditingClient, epoch: str) -> None:
    report(tablet, seq=2**31 - 1, waiting=0, epoch=epoch)
    assert missing() == 0
    send(tablet, 1, 2**31 - 1, epoch=epoch)
    assert len(Person.newest().rows) == 2
    assert missing() == 0
    report(tablet, seq=epochs.MOST_AHEAD + 2, waiting=0, epoch=epoch)
    assert missing() == 0
    report(tablet, seq=epochs.MOST_AHEAD + 1, waiting=2**31 - 1, epoch=epoch)
    assert tallies() == {"Van 1": (epochs.MOST_AHEAD + 1, 0)}
    report(tablet, seq=epochs.MOST_AHEAD + 1, waiting=0, epoch=epoch)
    assert missing() == epochs.MOST_AHEAD


def test_what_still_waits_is_not_missing(tablet: AuditingClient) -> None:
    report(tablet, seq=4, waiting=4)
    assert missing() == 0
    send(tablet, 1)
    report(tablet, seq=4, waiting=3)
    assert missing() == 0
    report(tablet, seq=4, waiting=1)
    assert missing() == 2


def test_records_that_need_a_look_came_too(tablet: AuditingClient) -> None:
    send(tablet, 1, 2)
    send(tablet, 3, key_id="unknown")
    assert missing() == 0


def test_erasing_a_person_leaves_no_gap(tablet: AuditingClient) -> None:
    send(tablet, 1, 2)
    for person in Person.newest().rows:
        person.erase()
    db.session.commit()
    assert missing() == 0


@pytest.fixture
def ticking(tablet: AuditingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """No two moments are the same."""
    begin = clock.now()
    ticks = (begin + timedelta(seconds=seconds) for seconds in itertools.count(1))
    monkeypatch.setattr(clock, "now", lambda: next(ticks))


def test_an_emptied_storage_is_noticed_at_the_next_start(
    app: Flask, tablet: AuditingClient, sign_in: SignIn, ticking: None
) -> None:
    send(tablet, 1)
    report(tablet, seq=3, waiting=2)
    assert report(tablet, seq=3, waiting=2)["emptied"] is False
    assert report(tablet, epoch=ANOTHER)["emptied"] is True
    assert missing() == 2
    coordinator = app.test_client()
    sign_in(coordinator, name="Bea")
    page = coordinator.get("/devices").text
    assert "2 records from Van 1 never arrived." in page
    assert "Its storage was emptied" in page
    # What a file brings in after all closes the gap.
    send(tablet, 2, 3)
    assert missing() == 0


def test_a_noted_loss_stands_out_again_only_when_more_is_lost(
    app: Flask, tablet: AuditingClient, sign_in: SignIn, ticking: None
) -> None:
    coordinator = app.test_client()
    sign_in(coordinator, name="Bea")
    words = "Something never arrived from Van 1"
    assert words not in coordinator.get("/desk").text
    report(tablet, seq=2)
    assert words in coordinator.get("/desk").text
    noting = f"/devices/{Device.everyone()[0].id}/acknowledgement"
    coordinator.submit("/devices", action=noting)
    assert words not in coordinator.get("/desk").text
    page = coordinator.get("/devices").text
    assert "2 records from Van 1 never arrived." in page
    assert noting not in page
    report(tablet, epoch=ANOTHER)
    assert words in coordinator.get("/desk").text
    coordinator.submit("/devices", action=noting)
    assert words not in coordinator.get("/desk").text
    report(tablet, epoch=ANOTHER, seq=1)
    assert words in coordinator.get("/desk").text


def test_of_a_lost_tablet_what_waited_never_arrived(app: Flask, tablet: AuditingClient) -> None:
    report(tablet, seq=3, waiting=2)
    send(tablet, 1)
    [device] = Device.everyone()
    device.revoke()
    db.session.commit()
    assert missing() == 2


def test_no_device_speaks_for_another(app: Flask, tablet: AuditingClient) -> None:
    other = app.test_client()
    enrol(other, "Van 2")
    report(tablet, seq=1, waiting=1)
    report(other, seq=100, waiting=0)
    assert tallies() == {"Van 1": (1, 0), "Van 2": (0, 0)}


def tallies() -> dict[str, tuple[int, int]]:
    """{name: (how many wait on it, how many are missing)}"""
    db.session.expire_all()
    devices = Device.everyone()
    found = tallies_of(devices)
    return {device.name: (found[device.id].waiting, found[device.id].missing) for device in devices}


def test_set_up_again_it_goes_on_where_it_was(tablet: AuditingClient, ticking: None) -> None:
    report(tablet, seq=3, waiting=3)
    set_up_again(tablet)
    assert report(tablet, seq=3, waiting=3)["emptied"] is False
    assert tallies() == {"Van 1": (3, 0)}
    # The same code, if you like, but a new tablet or an emptied one: nobody promised that it would be the same.
    set_up_again(tablet)
    assert report(tablet, epoch=ANOTHER)["emptied"] is False
    assert tallies() == {"Van 1": (0, 3)}


def test_an_emptied_storage_is_noticed_after_it_was_set_up_again(tablet: AuditingClient, ticking: None) -> None:
    report(tablet, seq=3, waiting=2)
    set_up_again(tablet)
    report(tablet, seq=3, waiting=2)
    assert report(tablet, epoch=ANOTHER)["emptied"] is True


def set_up_again(tablet: AuditingClient) -> None:
    [device] = Device.everyone()
    device.revoke()
    enrolled = Device.enrol(device.new_code(), shared=True)
    assert enrolled
    db.session.commit()
    tablet.set_cookie("device", enrolled[1])


@pytest.mark.parametrize("called_lost", [True, False])
def test_set_up_as_another_device_it_takes_its_account_along(
    tablet: AuditingClient, ticking: None, called_lost: bool
) -> None:
    report(tablet, seq=3, waiting=2)
    send(tablet, 1)
    if called_lost:
        Device.everyone()[0].revoke()
        db.session.commit()
    enrol(tablet, "Van 2")
    send(tablet, 2)
    report(tablet, seq=3, waiting=1)
    assert tallies() == {"Van 1": (0, 0), "Van 2": (1, 0)}
    assert report(tablet, epoch=ANOTHER)["emptied"] is True
    assert tallies() == {"Van 1": (0, 0), "Van 2": (0, 1)}


def test_a_device_that_makes_up_lives_fills_no_table(tablet: AuditingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nobody could open “Tablets” any more to call it lost."""
    monkeypatch.setattr(epochs, "MOST_EPOCHS", 20)
    report(tablet, seq=3, waiting=3)
    made_up = [{"id": f"x{number}", "epoch": f"made-up-{number}", "seq": 2**31 - 1} for number in range(30)]
    assert tablet.post("/sync/records", json={"records": made_up}).status_code == 200
    for number in range(30):
        report(tablet, epoch=f"made-up-too-{number}")
    assert db.session.query(epochs.DeviceEpoch).count() == 20
    report(tablet, seq=5, waiting=2)
    life = db.session.get_one(epochs.DeviceEpoch, EPOCH)
    assert (life.seq, life.waiting) == (5, 2)


def test_after_a_day_without_a_word_it_is_silent(tablet: AuditingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    report(tablet)
    [device] = Device.everyone()
    assert not device.is_silent
    later = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert device.is_silent
    device.revoke()
    assert not device.is_silent


def test_a_device_that_went_back_in_time_numbers_on_behind_what_is_known(tablet: AuditingClient) -> None:
    """Its storage is older than its last report: two of its records are gone, and stay missed whatever comes after."""
    send(tablet, 1, 2)
    assert report(tablet, seq=5, waiting=3)["seq"] == 5
    assert report(tablet, seq=3, waiting=1)["seq"] == 5
    assert missing() == 2
    send(tablet, 3, 6, 7)
    assert report(tablet, seq=7, waiting=0)["seq"] == 7
    assert missing() == 2


def test_a_device_learns_the_number_of_what_arrived_too(tablet: AuditingClient) -> None:
    assert report(tablet)["seq"] == 0
    send(tablet, 4)
    assert report(tablet, seq=2)["seq"] == 4


def test_a_device_learns_nothing_of_another_one_s_numbers(app: Flask, tablet: AuditingClient) -> None:
    other = app.test_client()
    enrol(other, name="Van 2")
    report(tablet, seq=5)
    assert report(other, seq=1)["seq"] == 0
