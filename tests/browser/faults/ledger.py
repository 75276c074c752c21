"""What the screen called saved, against what base has and what the tablet says still waits.

The one check after every fault. Records go by the name in them: base and the test hold the keys to open them, and
two records of one person count as doubled, whatever their ids.
"""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from peer_app.extensions import db
from peer_app.people.models import Person
from peer_app.sync.kinds import NeedsALook
from peer_app.sync.models import HeldRecord
from peer_app.sync.sealing import keys_by_id, open_sealed
from peer_app.sync.wire import sealed_bytes
from tests.browser.van import run

NUMBERS = count(1)
#: What is in the outbox and how many are counted as waiting, at a moment in which nobody sends or saves.
IN_THE_OUTBOX = """
async (part) => {
  const { counts, waiting } = await part("service_worker/outbox");
  for (;;) {
    const before = await counts();
    const records = await waiting();
    const after = await counts();
    if (before.waiting === after.waiting) return [records, after.waiting];
  }
}
"""


@dataclass(frozen=True)
class Balance:
    """Names, and how often each is where; `counted` is what the tablet counts as waiting."""

    saved: frozenset[str]
    people: Counter[str]
    held: Counter[str]
    outbox: Counter[str]
    counted: int

    @property
    def lost(self) -> list[str]:
        """Called saved, and neither at base nor on the tablet."""
        return sorted(self.saved - {*self.people, *self.held, *self.outbox})

    @property
    def doubled(self) -> list[str]:
        """More than once at base, or more than once on the tablet; saved or only begun."""
        at_base = self.people + self.held
        return sorted(name for where in (at_base, self.outbox) for name, times in where.items() if times > 1)

    @property
    def uncounted(self) -> int:
        """Records on the tablet that it does not count as waiting."""
        return self.outbox.total() - self.counted


class Ledger:
    """The names of one outing."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.begun: set[str] = set()
        self.saved: set[str] = set()
        #: Whatever any check found, for whoever counts.
        self.lost: set[str] = set()
        self.doubled: set[str] = set()
        self._sealed_for_good: dict[str, str] = {}

    def new_name(self) -> str:
        """For somebody who is about to be registered; nobody else ever has it."""
        name = f"Neighbour {next(NUMBERS)}"
        self.begun.add(name)
        return name

    def remember(self, record_id: str, name: str) -> None:
        """Whose record that is, which nobody can open."""
        self._sealed_for_good[record_id] = name

    def balance(self, page: Page) -> Balance:
        """Look into the server's database, and with `page` into the tablet's."""
        records, counted = run(page, IN_THE_OUTBOX)
        with self._app.app_context():
            people = Counter(db.session.scalars(select(Person.name)))
            payloads = db.session.scalars(select(HeldRecord.payload).where(HeldRecord.settled_at.is_(None)))
            held = Counter(self._name_in(json.loads(payload)) for payload in payloads)
            outbox = Counter(self._name_in(record) for record in records)
            db.engine.dispose()
        return Balance(frozenset(self.saved), self._ours(people), self._ours(held), outbox, counted)

    def check(self, page: Page) -> Balance:
        """Nothing is lost, nothing doubled, and what is on the tablet is counted as waiting."""
        found = self.balance(page)
        self.lost |= set(found.lost)
        self.doubled |= set(found.doubled)
        assert (found.lost, found.doubled, found.uncounted) == ([], [], 0)
        return found

    def _ours(self, names: Counter[str]) -> Counter[str]:
        return Counter({name: times for name, times in names.items() if name in self.begun})

    def _name_in(self, record: dict[str, Any]) -> str:
        if record["id"] in self._sealed_for_good:
            return self._sealed_for_good[record["id"]]
        try:
            with self._app.app_context():
                key = keys_by_id().get(record["key_id"])
                opened = open_sealed(record["id"], record["kind"], key, sealed_bytes(record["sealed"]))
        except NeedsALook:
            return ""  # nobody of ours: those were remembered
        return str(json.loads(opened)["name"])
