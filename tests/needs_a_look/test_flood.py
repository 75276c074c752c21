"""Ten thousand junk records from a stolen tablet hide nothing, cost little, and go in one go."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace

import pytest
from sqlalchemy import event, insert

from peer_app.concerns.models import Concern
from peer_app.core import clock
from peer_app.counting.models import came
from peer_app.devices.epochs import tallies_of
from peer_app.devices.models import Device
from peer_app.extensions import db
from peer_app.needs_a_look import inbox
from peer_app.people.models import Person
from peer_app.sync.models import HeldRecord
from tests.factories import PASSPHRASE, enrol, make_account
from tests.records import make_record, registration, tap, worry

JUNK = 10_000
THIEFS = "epoch-of-the-thief"


@pytest.fixture
def desk(app, sign_in):
    browser = app.test_client()
    sign_in(browser, name="Bea")
    return browser


@pytest.fixture
def stolen(app):
    browser = app.test_client()
    browser.device_id = enrol(browser, "Van 2").id
    return browser


def send(tablet, *records):
    answer = tablet.post("/sync/records", json={"records": records})
    assert answer.status_code == 200, answer.text
    return [receipt["status"] for receipt in answer.json["receipts"]]


def flood(device_id, count=JUNK):
    """What a tablet held itself to, as the rows that its records make: sending them takes minutes."""
    facts = {"payload": '{"id": "junk"}', "reason": "broken", "received_at": clock.now(), "device_id": device_id}
    rows = [facts | {"record_id": f"junk-{number}", "digest": str(number)} for number in range(count)]
    db.session.execute(insert(HeldRecord), rows)
    db.session.commit()


def queries(does):
    """How many statements `does` runs."""
    seen = []
    event.listen(db.engine, "before_cursor_execute", note := lambda *_facts: seen.append(1))
    try:
        does()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_newest_honest_one_stands_on_the_first_page(client, desk, stolen):
    enrol(client, "Van 1")
    send(client, make_record(key_id="another"))
    few = queries(lambda: desk.get("/needs-a-look"))
    flood(stolen.device_id)
    assert queries(lambda: desk.get("/needs-a-look")) == few + 0
    page = desk.get("/needs-a-look").text
    assert page.count('id="record-') == 1 + inbox.FEW
    assert page.index("Van 2") < page.index("Van 1") < page.index("sealed with a key this server does not have")
    assert "Show all 10000" in page
    assert len(page) < 60_000


def test_junk_is_cleared_in_one_go_and_never_counted_as_lost(client, desk, stolen):
    flood(stolen.device_id)
    send(stolen, *({"id": f"x{seq}", "epoch": THIEFS, "seq": seq} for seq in range(1, 400)))
    page = f"/needs-a-look/device:{stolen.device_id}"
    address = f"{page}/discarding"
    newest = desk.get(page).text.split('name="newest" value="')[1].split('"')[0]
    # What came after the page was shown is not discarded unseen.
    send(stolen, {"id": "later", "epoch": THIEFS, "seq": 400})
    assert desk.submit(page, action=address, reason="").status_code == 422
    assert desk.submit(page, action=address, reason="Junk <b>", newest=newest).status_code == 302
    assert [held.record_id for held in HeldRecord.unsettled()] == ["later"]
    assert db.session.query(HeldRecord).filter(HeldRecord.payload != "").count() == 1
    assert {tally.missing for tally in tallies_of(Device.everyone()).values()} == {0}
    page = desk.get("/needs-a-look").text
    assert "10399 are discarded." in page
    assert "Bea: 10399, Van 2. “<bdi>Junk &lt;b&gt;</bdi>”" in page
    # Sent again by a tablet that never got the answer: it is still discarded.
    send(stolen, {"id": "x1", "epoch": THIEFS, "seq": 1})
    assert HeldRecord.how_many() == 1


def test_one_by_one_and_pressed_twice(desk, stolen):
    send(stolen, {"id": "nul", "kind": "\0", "words": "\0"}, {"id": "another"})
    held = next(it for it in HeldRecord.unsettled() if it.record_id == "nul")
    action = f"/needs-a-look/{held.id}/discarding"
    page = desk.get("/needs-a-look")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    for words in ("1 is discarded.", "Somebody has dealt with it already."):
        answer = desk.post(action, data={"csrf_token": token, "reason": "a test"})
        assert words in desk.get(answer.location).text
    assert [it.record_id for it in HeldRecord.unsettled()] == ["another"]
    assert desk.post(action, data={"reason": "a test"}).status_code == 400
    assert desk.post("/needs-a-look/99999/discarding", data={"csrf_token": token, "reason": "x"}).status_code == 404


def test_two_at_once_discard_each_once(app, stolen):
    flood(stolen.device_id, count=300)
    account = make_account(name="Bea")
    actor = SimpleNamespace(id=account.id, is_coordinator=True, is_safeguarding_lead=False)
    [source] = inbox.sources(actor)
    together = Barrier(2)

    def discard(reason):
        with app.app_context():
            together.wait()
            count = inbox.discard(inbox.up_to(source, source.newest), reason, actor)
            db.session.commit()
            return count

    db.session.rollback()
    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(discard, ["junk", "a test"])) == [0, 300]


def test_what_can_be_opened_is_read_and_a_concern_only_by_leads(app, desk, stolen):
    """Sealed for another version: nobody can take it, but somebody may read it."""
    held = [
        make_record(registration(name="Zainab", v=9), seq=1),
        make_record(worry(words="She was crying.", v=9), kind="concern", seq=2),
        make_record(registration(name="Without a yes", permissions=[]), seq=3),
    ]
    assert send(stolen, *held) == ["needs-a-look"] * 3
    page = desk.get("/needs-a-look").text
    assert "name: Zainab" in page
    assert "She was crying." not in page
    assert "Without a yes" not in page
    assert "Only safeguarding leads can read it." in page
    concern = next(it for it in HeldRecord.unsettled() if it.kind == "concern")
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    for does in ("attempts", "discarding"):
        answer = desk.post(f"/needs-a-look/{concern.id}/{does}", data={"csrf_token": token, "reason": "x"})
        assert answer.status_code == 403
    desk.submit("/needs-a-look", action=f"/needs-a-look/device:{stolen.device_id}/discarding", reason="junk")
    assert [it.kind for it in HeldRecord.unsettled()] == ["concern"]
    lead = as_lead(app)
    page = lead.get("/needs-a-look").text
    assert "She was crying." in page
    assert "1 concern needs a look" in lead.get("/concerns").text
    lead.submit("/needs-a-look", action=f"/needs-a-look/{concern.id}/discarding", reason="seen to")
    assert HeldRecord.how_many() == 0


def test_a_lead_who_is_no_coordinator_sees_concerns_and_nothing_else(app, stolen):
    send(stolen, make_record(registration(name="Zainab", v=9)), make_record(worry(v=9), kind="concern", seq=2))
    lead = as_lead(app)
    page = lead.get("/needs-a-look").text
    assert "She was crying." in page
    assert "Zainab" not in page
    person = next(it for it in HeldRecord.unsettled() if it.kind == "person")
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = lead.post(f"/needs-a-look/{person.id}/discarding", data={"csrf_token": token, "reason": "x"})
    assert answer.status_code == 404


def as_lead(app):
    account = make_account("peer", "Sam")
    account.is_safeguarding_lead = True
    db.session.commit()
    lead = app.test_client()
    lead.submit("/sign-in", name="Sam", passphrase=PASSPHRASE)
    return lead


def test_an_unknown_source_is_not_there(desk):
    for key in ("device:x", "nobody", "device:99999999999999999999", "event:1"):
        assert desk.get(f"/needs-a-look/{key}").status_code == 404
    for key in ("device:7", "account:7", "unknown"):
        assert "Nothing needs you here." in desk.get(f"/needs-a-look/{key}").text


def lose(desk, device_id, moment):
    at = clock.local(moment)
    action = f"/devices/{device_id}/loss"
    return desk.submit("/devices", action=action, day=at.date().isoformat(), time=at.strftime("%H:%M"))


def test_what_came_after_it_was_lost_is_set_aside_and_taken_in_again_one_by_one_or_all(
    app, client, desk, stolen, monkeypatch
):
    begin = clock.now().replace(second=0, microsecond=0)
    at = lambda minutes: monkeypatch.setattr(clock, "now", lambda: begin + timedelta(minutes=minutes))  # noqa: E731
    monkeypatch.setattr(clock, "now", lambda: begin)
    today = clock.today().isoformat()
    first = make_record(registration(name="Before"), epoch=THIEFS, seq=1)
    send(stolen, first, make_record(tap(day=today), kind="count", epoch=THIEFS, seq=2))
    stolen.post("/sync/status", json={"epoch": THIEFS, "seq": 3, "waiting": 1})
    at(30)
    send(
        stolen,
        make_record(registration(name="After"), epoch=THIEFS, seq=3),
        make_record(worry(), kind="concern", epoch=THIEFS, seq=4),
        *(make_record(tap(-1, day=today), kind="count", epoch=THIEFS, seq=seq) for seq in (5, 6)),
    )
    assert came("event:12", clock.today()) == 0
    answer = lose(desk, stolen.device_id, begin + timedelta(minutes=10))
    assert answer.location.endswith(f"/needs-a-look/device:{stolen.device_id}")
    assert "4 records are set aside." in desk.get(answer.location).text
    state = lambda: (  # noqa: E731
        {person.name for person in Person.newest().rows},
        Concern.how_many_open(),
        came("event:12", clock.today()),
    )
    assert state() == ({"Before"}, 0, 1)
    assert stolen.get("/sync/pack").status_code == 401
    # One record that it had named while it was ours never came, and is missed.
    assert {tally.missing for tally in tallies_of(Device.everyone()).values()} == {1}
    page = desk.get("/needs-a-look").text
    assert "After" in page
    assert "-1 · event:12" in page
    assert "She was crying." not in page
    person = next(it for it in HeldRecord.unsettled() if it.kind == "person")
    desk.submit("/needs-a-look", action=f"/needs-a-look/{person.id}/attempts")
    assert state() == ({"Before", "After"}, 0, 1)
    assert {tally.missing for tally in tallies_of(Device.everyone()).values()} == {0}
    desk.submit("/needs-a-look", action=f"/needs-a-look/device:{stolen.device_id}/attempts")
    assert state() == ({"Before", "After"}, 0, 0)
    assert [it.kind for it in HeldRecord.unsettled()] == ["concern"]
    lead = as_lead(app)
    lead.submit("/needs-a-look", action=f"/needs-a-look/{HeldRecord.unsettled()[0].id}/attempts")
    assert state() == ({"Before", "After"}, 1, 0)
    assert HeldRecord.how_many() == 0


def test_a_day_that_makes_no_sense_still_ends_its_cookie(desk, stolen):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for day in ("2027-02-31", tomorrow):
        answer = desk.submit("/devices", action=f"/devices/{stolen.device_id}/loss", day=day)
        assert "Nothing is set aside." in desk.get(answer.location).text
        assert stolen.get("/sync/pack").status_code == 401


def test_a_scrap_that_came_after_it_was_lost_scraps_no_more(client, desk, stolen):
    """One that comes first, and would keep somebody out for good."""
    record = make_record(registration(name="Zainab"), epoch=THIEFS, seq=1)
    send(stolen, make_record({"v": 1, "record": record["id"]}, kind="scrap", epoch=THIEFS, seq=2))
    lose(desk, stolen.device_id, clock.now() - timedelta(hours=2))
    device = db.session.get(Device, stolen.device_id)
    enrolled = Device.enrol(device.new_code(), shared=True)
    db.session.commit()
    stolen.set_cookie("device", enrolled[1])
    assert send(stolen, record) == ["stored"]
    assert {person.name for person in Person.newest().rows} == {"Zainab"}
