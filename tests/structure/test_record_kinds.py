"""Every kind of record says how it is undone, and does it: a new kind can't forget."""

import pytest

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.sync import quarantine
from peer_app.sync.models import HeldRecord
from tests.factories import enrol
from tests.records import make_record, registration, tap, worry

EARLIER = "0190a000-0000-7000-8000-00000000000a"
#: What a record of each kind says.
SAID = {
    "person": lambda: registration(name="Zainab"),
    "scrap": lambda: {"v": 1, "record": EARLIER},
    "count": tap,
    "concern": worry,
}


def rows():
    """Every row of every table in which a feature keeps what records say, but for the mark."""
    kept = [table for table in db.metadata.sorted_tables if "set_aside" in table.c and table.name != "arrived_seq"]
    return {table.name: [row._mapping for row in db.session.execute(table.select())] for table in kept}


@pytest.fixture
def kinds(app):
    return app.extensions["record_kinds"]


def test_each_kind_is_tried_here(kinds):
    assert set(SAID) == set(kinds)


@pytest.mark.parametrize("kind", SAID)
def test_what_it_brought_is_marked_taken_in_again_and_deleted(app, client, kinds, kind):
    device = enrol(client)
    began = clock.now()
    before = rows()
    record = make_record(SAID[kind](), kind=kind, seq=2)
    [receipt] = client.post("/sync/records", json={"records": [record]}).json["receipts"]
    assert receipt["status"] == "stored"
    brought = rows()
    assert brought != before
    assert quarantine.set_aside(device.id, began) == 1
    assert [row["set_aside"] for table in rows().values() for row in table] == [True]
    assert kinds[kind].undo.describe([record["id"]])[record["id"]]
    quarantine.restore(HeldRecord.unsettled())
    assert rows() == brought
    quarantine.set_aside(device.id, began)
    quarantine.discard([(kind, record["id"])])
    assert rows() == before
