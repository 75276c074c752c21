"""Two tabs, or a tablet that asks again while the first answer is on its way: once each."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from peer_app.extensions import db
from peer_app.people.models import Person
from peer_app.sync import operations
from tests.factories import make_account
from tests.records import make_record

TABS = 4


def test_the_same_batch_from_several_tabs_is_stored_once(app: Flask) -> None:
    account_id = make_account("peer").id
    records = [make_record(seq=number) for number in range(40)]
    together = Barrier(TABS)

    def send(tab: int) -> list[dict[str, str]]:
        with app.app_context():
            together.wait()
            # Each in another order, as if they had been saved by different tabs.
            mine = records if tab % 2 else records[::-1]
            return operations.receive(mine, account_id=account_id)

    db.session.rollback()
    with ThreadPoolExecutor(TABS) as tabs:
        answers = list(tabs.map(send, range(TABS)))
    statuses: dict[str, list[Any]] = {}
    for answer in answers:
        for receipt in answer:
            statuses.setdefault(receipt["id"], []).append(receipt["status"])
    expected = ["duplicate"] * (TABS - 1) + ["stored"]
    assert all(sorted(found) == expected for found in statuses.values())
    assert len(statuses) == len(records)
    assert db.session.scalar(select(func.count(Person.id))) == len(records)
