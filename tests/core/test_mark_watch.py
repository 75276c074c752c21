"""Reading the mark of published changes: from a database that is away, over a connection that is lost or in use."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine

from peer_app.core.mark_watch import MarkWatch
from peer_app.extensions import db
from tests.factories import make_event
from tests.postgresql import spare_port


@pytest.mark.parametrize(
    "address",
    ["sqlite:////nowhere/at-all.db", f"postgresql://127.0.0.1:{spare_port()}/x"],
    ids=["SQLite", "PostgreSQL"],
)
def test_a_database_that_is_away_is_asked_again_later(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = MarkWatch(create_engine(address))
    assert watch.mark() is None
    tried: list[Callable[[], Any]] = []
    monkeypatch.setattr(watch, "_connect", lambda: tried.append(watch.mark))
    assert watch.mark() is None
    assert tried == []


def test_a_lost_connection_is_made_again(app: Flask) -> None:
    event = make_event()
    watch = MarkWatch(db.engine)
    before = watch.mark()
    watch._cursor.connection.close()
    event.change(title="Lunch")
    db.session.commit()
    assert watch.mark() not in {before, None}
    watch.forget()


def test_a_mark_in_use_keeps_nobody_waiting_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peer_app.core.mark_watch.PATIENCE", 0.01)
    watch = MarkWatch(db.engine)
    with watch._lock:
        assert watch.mark() is None
    assert watch.mark() is not None
    watch.forget()
