"""“Scrap that one”: before or after it came, held back or not, nothing of that person is left."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier
from unittest.mock import patch

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.people.models import MetBy, Permission, Person
from peer_app.people.scraps import ScrappedRecord
from peer_app.sync import Kind, operations
from peer_app.sync.models import HeldRecord, Record
from tests.factories import enrol, make_account
from tests.records import make_record, registration

AN_ID = "0190a000-0000-7000-8000-00000000000a"
ANOTHER_EPOCH = "0190a000-0000-7000-8000-000000000001"


@pytest.fixture
def tablet(client):
    enrol(client, shared=False)  # their own phone, so that they can sign in there
    return client


@pytest.fixture
def without_keys():
    """A context in which nothing can be opened, so that whatever comes is held back."""
    return lambda: patch.object(operations, "keys_by_id", dict)


def scrap(record, **fields):
    """As a device makes it: right after the record it names."""
    number = {"epoch": record["epoch"], "seq": record["seq"] + 1}
    return make_record({"v": 1, "record": record["id"]}, kind="scrap", **number | fields)


def send(tablet, *records):
    answer = tablet.post("/sync/records", json={"records": records})
    return [receipt["status"] for receipt in answer.json["receipts"]]


def names():
    return {person.name for person in Person.newest().rows}


def is_all_gone():
    """Whether nothing is left of anybody, and nothing to look at."""
    tables = [db.session.query(model).count() for model in (Person, Permission, MetBy)]
    kept_aside = db.session.query(HeldRecord).filter(HeldRecord.payload != "").count()
    return [*tables, HeldRecord.how_many(), kept_aside] == [0] * 5


def test_after_it_came(tablet):
    account = make_account("peer", "Joe")
    record = make_record(registration(shift={"people": [account.id], "stop": "van-stop:1"}))
    assert send(tablet, record, make_record(registration(name="Another"))) == ["stored", "stored"]
    assert db.session.query(MetBy).count() == 1
    assert send(tablet, scrap(record)) == ["stored"]
    assert names() == {"Another"}
    assert (db.session.query(Permission).count(), db.session.query(MetBy).count()) == (1, 0)
    assert send(tablet, record) == ["duplicate"]
    assert names() == {"Another"}


def test_before_it_came(tablet):
    record = make_record()
    assert send(tablet, scrap(record)) == ["stored"]
    assert send(tablet, record, make_record(registration(name="Another"))) == ["stored", "stored"]
    assert names() == {"Another"}
    assert send(tablet, record) == ["duplicate"]
    assert names() == {"Another"}


def test_in_one_batch_in_any_order(tablet):
    for number, order in enumerate(permutations(range(3))):
        record = make_record(seq=10 * number)
        batch = [record, scrap(record), make_record(registration(name="Another"))]
        assert send(tablet, *(batch[place] for place in order)) == ["stored"] * 3
    assert [person.name for person in Person.newest().rows] == ["Another"] * 6


def test_twice_is_once(tablet):
    record = make_record()
    once, again = scrap(record), scrap(record, seq=3)
    assert send(tablet, record, once, again, once) == ["stored", "stored", "stored", "duplicate"]
    assert send(tablet, scrap(record)) == ["stored"]
    assert is_all_gone()


@pytest.mark.parametrize("order", ["before", "after", "first in the batch", "last in the batch"])
def test_one_that_was_held_back_needs_no_look_any_more(tablet, order):
    held = make_record(registration(name="Zainab", v=9))
    scrapped = scrap(held)
    batches = {
        "before": [[scrapped], [held]],
        "after": [[held], [scrapped]],
        "first in the batch": [[scrapped, held]],
        "last in the batch": [[held, scrapped]],
    }
    for batch in batches[order]:
        expected = ["needs-a-look" if record is held else "stored" for record in batch]
        assert send(tablet, *batch) == expected
    assert is_all_gone()
    assert send(tablet, held) == ["needs-a-look"]
    assert is_all_gone()


def test_other_bytes_under_its_number_go_with_it(tablet):
    record = make_record()
    assert send(tablet, record, make_record(id=record["id"])) == ["stored", "needs-a-look"]
    assert send(tablet, scrap(record)) == ["stored"]
    assert is_all_gone()


def test_one_that_could_be_taken_later_is_not(tablet, without_keys):
    record = make_record()
    with without_keys():
        assert send(tablet, record) == ["needs-a-look"]
    assert send(tablet, scrap(record)) == ["stored"]
    assert is_all_gone()
    assert send(tablet, record) == ["stored"]
    assert send(tablet, record) == ["duplicate"]
    assert is_all_gone()


def test_one_that_was_taken_after_a_look_leaves_no_bytes(tablet, sign_in, without_keys):
    sign_in(tablet, name="Joe")
    record = make_record()
    with without_keys():
        send(tablet, record)
    send(tablet, record)
    assert names() == {"Zainab"}
    send(tablet, scrap(record))
    assert is_all_gone()


def test_trying_again_brings_nobody_back(tablet, sign_in, without_keys):
    """Held back while a scrap was on its way in another request: only the next try can see it."""
    sign_in(tablet, name="Joe")
    record = make_record()
    with without_keys():
        send(tablet, record)
    number = {"epoch": record["epoch"], "seq": record["seq"]}
    db.session.add(ScrappedRecord(record_id=record["id"], scrapped_at=clock.now(), **number))
    [held] = HeldRecord.unsettled()
    tablet.submit("/needs-a-look", action=f"/needs-a-look/{held.id}/attempts")
    assert is_all_gone()
    assert db.session.get(Record, record["id"])


def test_only_people_can_be_scrapped(app, tablet, monkeypatch):
    taken = []
    song = Kind(
        "song", shape=dict, check=str, store=lambda pairs: taken.extend(envelope.id for envelope, _ in pairs), undo=None
    )
    monkeypatch.setitem(app.extensions["record_kinds"], "song", song)
    songs = [make_record({}, kind="song", seq=seq) for seq in (10, 20)]
    strange = [make_record({}, kind="strange", seq=seq) for seq in (30, 40, 50)]
    assert send(tablet, strange[0], scrap(songs[0]), scrap(strange[1])) == ["needs-a-look", "stored", "stored"]
    assert send(tablet, *songs, strange[1]) == ["stored", "stored", "needs-a-look"]
    assert send(tablet, strange[2], scrap(songs[1]), *map(scrap, strange[::2])) == ["needs-a-look", *["stored"] * 3]
    assert taken == [song["id"] for song in songs]
    assert {held.record_id for held in HeldRecord.unsettled()} == {record["id"] for record in strange}
    assert all(held.payload for held in HeldRecord.unsettled())


@pytest.mark.parametrize("how", ["from another tablet", "saved earlier", "reaching back behind others", "as the same"])
def test_only_the_last_one_saved_there_can_be_scrapped(tablet, sign_in, how):
    """Whoever finds a tablet finds the ids of what it sent in these days."""
    records = [make_record(registration(name=name), seq=seq) for seq, name in enumerate(("Zainab", "Kwame"), start=1)]
    assert send(tablet, *records) == ["stored", "stored"]
    number = {
        "from another tablet": {"epoch": ANOTHER_EPOCH},
        "saved earlier": {"seq": 3},
        "reaching back behind others": {"seq": 2},
        "as the same": {"seq": 1},
    }[how]
    thiefs = scrap(records[0], **number)
    assert send(tablet, thiefs, make_record(registration(name="Another"), seq=4)) == ["needs-a-look", "stored"]
    assert names() == {"Zainab", "Kwame", "Another"}
    sign_in(tablet, name="Joe")
    [held] = HeldRecord.unsettled()
    assert "Nothing was taken away." in tablet.get("/needs-a-look").text
    again = tablet.submit("/needs-a-look", action=f"/needs-a-look/{held.id}/attempts")
    assert tablet.get(again.location).text.count("Nothing was taken away.") == 2  # just now, and beside it from now on
    assert names() == {"Zainab", "Kwame", "Another"}


def test_a_scrap_from_elsewhere_that_came_first_changes_nothing(tablet):
    record = make_record()
    assert send(tablet, scrap(record, epoch=ANOTHER_EPOCH), scrap(record, seq=9)) == ["stored", "stored"]
    assert send(tablet, record) == ["stored"]
    assert names() == {"Zainab"}
    assert send(tablet, scrap(record)) == ["stored"]
    assert is_all_gone()


def test_a_scrap_from_elsewhere_leaves_what_was_held_back(tablet, sign_in, without_keys):
    record = make_record()
    with without_keys():
        send(tablet, record)
    assert send(tablet, scrap(record, epoch=ANOTHER_EPOCH)) == ["stored"]
    [held] = HeldRecord.unsettled()
    assert held.payload
    sign_in(tablet, name="Joe")
    tablet.submit("/needs-a-look", action=f"/needs-a-look/{held.id}/attempts")
    assert names() == {"Zainab"}


@pytest.mark.parametrize(
    "content",
    [
        None, 7, "x", [], {}, {"v": 1}, {"record": AN_ID}, {"v": 1, "record": AN_ID, "more": 1},
        *({"v": odd, "record": AN_ID} for odd in (True, 2, "1", [1], None, 1.0)),
        *({"v": 1, "record": odd} for odd in (
            None, 7, [], {}, "", "x", "\0", "\ud800", AN_ID.upper(), f"{AN_ID}\n", "1' OR '1'='1",
        )),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_scrap_needs_a_look_and_blocks_nobody(tablet, content):
    odd = make_record(b"null" if content is None else content, kind="scrap")
    assert send(tablet, odd, make_record()) == ["needs-a-look", "stored"]
    assert names() == {"Zainab"}


def test_bytes_nested_without_end_block_no_scrap(tablet):
    record = make_record()
    for depth in range(700, 1000, 7):
        deep = "[" * depth + "]" * depth
        facts = f'"id": "{record["id"]}", "kind": "person", "epoch": "{record["epoch"]}", "seq": {record["seq"]}'
        body = f'{{"records": [{{{facts}, "sealed": {deep}}}]}}'
        tablet.post("/sync/records", data=body, content_type="application/json")
    assert send(tablet, record, scrap(record)) == ["stored", "stored"]
    assert names() == set()


def test_sent_at_the_same_moment_it_is_scrapped(app):
    """Two tabs of one tablet: whichever is first, the person goes."""
    account_id = make_account("peer").id
    records = [make_record(seq=2 * number) for number in range(12)]
    scraps = [scrap(record) for record in records]
    together = Barrier(2)

    def send_each(batch):
        with app.app_context():
            for record in batch:
                together.wait()
                operations.receive([record], account_id=account_id)

    db.session.rollback()
    with ThreadPoolExecutor(2) as tabs:
        list(tabs.map(send_each, [records, scraps]))
    assert db.session.query(Record).count() == 24
    assert names() == set()
