"""Many rows at once arrive as one by one, on whichever database the test runs."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peer_app.core.batches import among, insert_all, insert_new, texts
from peer_app.extensions import db
from peer_app.people.models import Person
from peer_app.sync.models import Record

NOON = datetime(2027, 3, 2, 12, 0, 0, 5, tzinfo=UTC)
ODD = [
    "",
    "it’s 🌻 والخبز",
    "'); DROP TABLE person; --",
    '{"a": [1]}',
    "back\\slash \\u0000",
    "a\tb\nc\r",
    "%s %(x)s ? :x",
]


def person(name: str, **facts: Any) -> dict[str, Any]:
    texts = {"name": name, "contact": "", "enjoys": "", "would_help": "", "language": "en", "met_at": ""}
    return {"record_id": None, **texts, "made_at": NOON, "received_at": NOON} | facts


def record(number: int, digest: str = "a") -> dict[str, Any]:
    names = {"kind": "person", "key_id": "k", "epoch": "e"}
    moments = {"made_at": NOON, "received_at": NOON}
    return {"id": f"{number:04}", "digest": digest, "seq": number, "device_id": None, **names, **moments}


def test_they_arrive_as_they_are(app: Flask) -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    rows = [person(text, record_id=f"r{number}", made_at=NOON.astimezone(there)) for number, text in enumerate(ODD)]
    insert_all(Person, rows)
    db.session.commit()
    people = db.session.scalars(select(Person).order_by(Person.id)).all()
    assert [one.name for one in people] == ODD
    assert {(one.made_at, one.received_at) for one in people} == {(NOON, NOON)}
    # As SQLAlchemy itself would have written it: found by comparing, too.
    assert len(db.session.scalars(select(Person).where(Person.made_at == NOON)).all()) == len(ODD)


def test_it_counts_those_that_were_not_there(app: Flask) -> None:
    assert insert_new(Record, [record(number) for number in range(3)]) == 3
    assert insert_new(Record, [record(number, "b") for number in range(5)]) == 2
    assert insert_new(Record, []) == 0
    assert [one.digest for one in db.session.scalars(select(Record).order_by(Record.id))] == ["a"] * 3 + ["b"] * 2


def test_among_many(app: Flask) -> None:
    insert_all(Record, [record(number) for number in range(700)])
    wanted = [f"{number:04}" for number in range(690, 2000)] + ["'", '"', "🌻"]
    chosen = select(Record.id).where(among(Record.id)).order_by(Record.id)
    assert db.session.scalars(chosen, texts(wanted)).all() == wanted[:10]
    assert db.session.scalars(chosen, texts([])).all() == []


def test_a_time_without_a_zone_is_refused(app: Flask) -> None:
    naive = datetime(2027, 1, 1)  # noqa: DTZ001 – the mistake under test
    with pytest.raises(ValueError, match="without its zone"):
        insert_all(Person, [person("Zainab", made_at=naive)])


def test_what_cannot_be_kept_is_not_quoted(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # it keeps a NUL
    with pytest.raises(ValueError, match="NUL") as caught:
        insert_all(Person, [person("Zainab"), person("a\0b")])
    assert "Zainab" not in str(caught.value)
