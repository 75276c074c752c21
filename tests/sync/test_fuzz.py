"""Whatever comes as records: an answer in words, never a crash, and everything with an id is kept."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from peer_app.extensions import db
from peer_app.sync import wire
from peer_app.sync.models import HeldRecord, Record
from tests.auditing_client import AuditingClient
from tests.factories import enrol
from tests.records import YES, make_record, registration

SEED = 20270302
ODD: list[Any] = [
    None, True, False, 0, -1, 2**31, 2**63, 10**4000, 1.5, float("inf"), float("nan"), "", " ", "\0", "\ud800",
    "x" * 5001, "🌻" * 201, "../../etc/passwd", "<script>", "2027-02-30T00:00:00Z", "9999-12-31T23:59:59-14:00",
    [], [[]], [None], {}, {"a": {"b": [1]}}, "keep", ["keep"], [YES, YES], [dict(YES, at="\0")],
    [dict(YES, to=["keep"])], [dict(YES, wording="")], [YES, None],
]  # fmt: skip


def _odd_record(chance: random.Random) -> Any:
    content: Any = registration()
    if chance.random() < 0.6:
        content[chance.choice([*content, "more"])] = chance.choice(ODD)
    elif chance.random() < 0.3:
        content = chance.choice(ODD)
    record: Any = make_record(json.dumps(content).encode(), seq=chance.randrange(10))
    if chance.random() < 0.5:
        record[chance.choice(list(record))] = chance.choice(ODD)
    if chance.random() < 0.1:
        del record[chance.choice(list(record))]
    return chance.choice(ODD) if chance.random() < 0.05 else record


@pytest.mark.parametrize("round_number", range(10))
def test_whatever_comes(client: AuditingClient, sign_in: Callable[..., Any], round_number: int) -> None:
    sign_in(client)
    enrol(client)
    chance = random.Random(SEED + round_number)
    records = [_odd_record(chance) for _ in range(60)]
    records.append(good := make_record())
    answer = client.post("/sync/records", data=json.dumps({"records": records}), content_type="application/json")
    assert answer.status_code in {200, 422}
    assert answer.json is not None
    receipts = answer.json["receipts"]
    assert [receipt["id"] for receipt in receipts] == [
        record["id"] for record in records if wire.id_of(record) is not None
    ]
    assert receipts[-1] == {"id": good["id"], "status": "stored"}
    held = {record.record_id for record in HeldRecord.unsettled()}
    for receipt in receipts:
        if receipt["status"] == "needs-a-look":
            assert receipt["id"] in held
        else:
            assert db.session.get(Record, receipt["id"]) is not None
    again = client.post("/sync/records", data=json.dumps({"records": records}), content_type="application/json")
    assert again.json is not None
    assert {receipt["status"] for receipt in again.json["receipts"]} == {"duplicate", "needs-a-look"}
