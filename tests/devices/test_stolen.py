"""A stolen tablet speaks for itself alone: whatever it sends, nothing that another source said changes.

A search over sequences of everything it can send, with all it could know: its own cookie, the ids and page secrets in
another tablet's copied storage, and that one's epoch. Honest tablets and a desk go on between its messages.
"""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask

from peer_app.concerns.models import Concern
from peer_app.core import clock, codes
from peer_app.counting.models import came
from peer_app.devices import operations
from peer_app.devices.epochs import tallies_of
from peer_app.devices.models import Device
from peer_app.extensions import db
from peer_app.needs_a_look import inbox
from peer_app.people.models import Person
from peer_app.sync.models import HeldRecord
from tests.auditing_client import AuditingClient
from tests.conftest import _empty
from tests.factories import enrol, make_account
from tests.records import make_record, registration, tap, worry

HONEST, THIEFS = "epoch-of-the-honest", "epoch-of-the-thief"
KEY = "event:12"
IDS = [f"0190a000-0000-7000-8000-00000000000{number}" for number in range(6)]
SECRETS = [f"secret-of-page-{number}".ljust(22, "x") for number in range(6)]

#: What the honest tablet says, in order: (kind, content). Its ids are IDS, its numbers 1, 2, 3, …
TRUE: list[tuple[str, Any]] = [
    ("person", registration(name="Zainab", page=SECRETS[0])),
    ("person", registration(name="Kwame", page=SECRETS[1])),
    ("scrap", {"v": 1, "record": IDS[1]}),
    ("count", {"v": 1, "listing": KEY, "change": 1}),
    ("concern", worry(words="True")),
    ("person", registration(name="Ines", page=SECRETS[5])),
]

KINDS = ("person", "scrap", "count", "concern", "strange")
EPOCHS = (HONEST, THIEFS, "another")
NUMBERS = (0, 1, 2, 3, 7, 10_001, 2**31 - 1)
SEARCHES = 24


def messages(seed: int) -> list[Any]:
    """In which order messages arrive: what the honest tablet says next, and records and reports of a thief's."""
    chance = Random(seed)

    def made_up() -> Any:
        if chance.random() < 0.2:
            return ("report", chance.choice(EPOCHS), chance.choice(NUMBERS))
        record_id = chance.choice([None, *IDS])
        about = chance.randrange(len(IDS))
        return (chance.choice(KINDS), record_id, chance.choice(EPOCHS), chance.choice(NUMBERS), about)

    sent: list[Any] = ["true"] * len(TRUE) + [made_up() for _ in range(14)]
    chance.shuffle(sent)
    return sent


class Field:
    """A base with an honest tablet and, maybe, a thief with another one."""

    def __init__(self, app: Flask) -> None:
        self.honest, self.stolen = app.test_client(), app.test_client()
        self.ama = make_account()
        self.ama.is_safeguarding_lead = True
        enrol(self.honest, "Van 1")
        self.thief = enrol(self.stolen, "Van 2")
        self.report(self.honest, HONEST, 0)
        self.said = 0

    def true_one(self) -> None:
        """The honest tablet sends what it has to say next."""
        if self.said == len(TRUE):
            return
        kind, content = TRUE[self.said]
        if kind == "count":
            content = content | {"day": clock.today().isoformat()}
        self.send(self.honest, make_record(content, kind=kind, id=IDS[self.said], epoch=HONEST, seq=self.said + 1))
        self.said += 1

    def thieves(self, message: Any) -> None:
        """The stolen tablet sends something."""
        if message[0] == "report":
            self.report(self.stolen, message[1], message[2])
            return
        kind, record_id, epoch, seq, about = message
        contents: dict[str, Any] = {
            "person": registration(name="Made up", page=SECRETS[about]),
            "scrap": {"v": 1, "record": IDS[about]},
            "count": tap(-1, listing=KEY),
            "concern": worry(words="Made up"),
            "strange": {"\0": "\0"},
        }
        self.send(self.stolen, make_record(contents[kind], kind=kind, id=record_id, epoch=epoch, seq=seq))

    @staticmethod
    def send(tablet: AuditingClient, record: dict[str, Any]) -> None:
        assert tablet.post("/sync/records", json={"records": [record]}).status_code in {200, 422}

    @staticmethod
    def report(tablet: AuditingClient, epoch: str, seq: int) -> None:
        assert tablet.post("/sync/status", json={"epoch": epoch, "seq": seq, "waiting": seq}).status_code == 200

    def others(self) -> dict[str, Any]:
        """What there is from other sources than the thief, as people see it."""
        db.session.expire_all()
        people = [person for person in Person.newest().rows if person.name != "Made up"]
        concerns = [concern for concern in Concern.open_ones().rows if concern.words != "Made up"]
        honest = next(device for device in Device.everyone() if device.id != self.thief.id)
        tally = tallies_of([honest])[honest.id]
        pages = [[person.name for person in Person.of_page(codes.digest(secret))] for secret in SECRETS]
        return {
            "people": {person.name for person in people},
            "concerns": len(concerns),
            "came": came(KEY, clock.today()),
            "missing": (tally.waiting, tally.missing),
            "held": sum(held.device_id == honest.id for held in HeldRecord.unsettled()),
            "pages": [[name for name in names if name != "Made up"] for names in pages],
        }

    def everything(self) -> dict[str, Any]:
        """All that stands anywhere, whoever sent it."""
        return self.others() | {
            "all people": [person.name for person in Person.newest().rows],
            "all concerns": Concern.how_many_open(),
            "all pages": [[person.name for person in Person.of_page(codes.digest(secret))] for secret in SECRETS],
            "needs a look": HeldRecord.how_many(),
            "lost": tallies_of([self.thief])[self.thief.id].missing,
        }


def play(app: Flask, sent: list[Any], *, with_thief: bool) -> Field:
    _empty()
    field = Field(app)
    for message in sent:
        if message == "true":
            field.true_one()
        elif with_thief:
            field.thieves(message)
    return field


@pytest.mark.parametrize("seed", range(SEARCHES))
def test_whatever_it_sends_others_are_heard_as_if_it_were_not_there(app: Flask, seed: int) -> None:
    sent = messages(seed)
    without = play(app, sent, with_thief=False).others()
    assert play(app, sent, with_thief=True).others() == without


@pytest.mark.parametrize("seed", range(SEARCHES))
def test_called_lost_and_cleared_it_is_as_if_it_had_never_sent_anything(app: Flask, seed: int) -> None:
    sent = messages(seed)
    before = play(app, sent, with_thief=False).everything()
    field = play(app, sent, with_thief=True)
    operations.lose(field.thief, clock.now() - timedelta(hours=1))
    db.session.commit()
    for source in inbox.sources(field.ama):
        if source.device_id == field.thief.id:
            inbox.discard(inbox.up_to(source, source.newest), "junk", field.ama)
    db.session.commit()
    assert field.everything() == before
