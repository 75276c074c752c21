"""Promises of core.database, on whichever database the test runs."""

import traceback
from datetime import datetime
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError

from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.people.models import KEEP, Person
from tests.factories import make_account, make_event


def test_a_time_without_a_zone_is_refused(app):
    account = make_account()
    account.created_at = datetime(2027, 1, 1)  # noqa: DTZ001 – the mistake under test
    with pytest.raises(Exception, match="without its zone"):
        db.session.commit()
    db.session.rollback()


def test_sqlite_is_set_up_to_forget_nothing(app):
    if db.engine.dialect.name != "sqlite":
        return
    pragmas = {
        name: db.session.execute(db.text(f"PRAGMA {name}")).scalar_one()
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_reading_then_writing_loses_no_update(app):
    event_id = make_event().id
    db.session.commit()

    def count_up() -> None:
        with app.app_context():
            for _ in range(20):
                event = db.session.get(Event, event_id, with_for_update={"of": Event})
                event.sequence += 1
                db.session.commit()

    threads = [Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert db.session.get(Event, event_id).sequence == 80


def test_an_error_says_nothing_that_people_told_us(app):
    """It ends up in a log. PostgreSQL would quote the whole row."""
    person = Person.register(
        {"name": "Zainab", "contact": "020 7946 0000", "enjoys": "", "would_help": ""},
        {KEEP: "You may keep this."},
        language="en",
        by_id=make_account().id,
    )
    person.met_at = db.null()
    with pytest.raises(IntegrityError) as caught:
        db.session.flush()
    db.session.rollback()
    said = "".join(traceback.format_exception(caught.value))
    assert "met_at" in said
    assert [words for words in ("Zainab", "7946") if words in said] == []
