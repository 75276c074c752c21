"""An upgrade of a database that is in use loses nothing of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from peer_app import create_app
from peer_app.core import migrations
from peer_app.counting.models import came_by_day
from peer_app.extensions import db
from peer_app.keys import make_missing
from tests.served import flask

MOMENT = "2027-03-02 10:00:00"
#: As it was at 0004: each refers to one before, and a few are deleted with it.
ROWS = {
    "account": {
        "id": 1,
        "name": "Ama",
        "name_key": "ama",
        "role": "peer",
        "is_safeguarding_lead": False,
        "passphrase_hash": "",
        "created_at": MOMENT,
    },
    "sign_in": {"token_digest": "a", "account_id": 1, "started_at": MOMENT},
    "person": {
        "id": 1,
        "name": "Zainab",
        "contact": "",
        "enjoys": "",
        "would_help": "",
        "language": "en",
        "made_at": MOMENT,
        "received_at": MOMENT,
        "registered_by_id": 1,
    },
    "permission": {"person_id": 1, "to": "keep", "given_at": MOMENT, "wording": "You may keep this."},
    "subscription": {
        "id": 7,
        "endpoint": "https://push.example.org/x",
        "endpoint_digest": "b",
        "p256dh": "",
        "auth": "",
        "language": "en",
        "time_zone": "Europe/London",
        "discreet": True,
        "created_at": MOMENT,
        "refreshed_at": MOMENT,
    },
    "subscription_topic": {"topic": "events", "subscription_id": 7},
}


SETTINGS = {"ORIGIN": "http://127.0.0.1:8000", "VAPID_CONTACT": "mailto:tests@example.org"}


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Flask]:
    """An installation on SQLite from before devices, with something in it."""
    make_missing(tmp_path / "settings")
    for name, value in SETTINGS.items():
        (tmp_path / "settings" / name).write_text(value)
    app = create_app({"PEER_APP_DATA": str(tmp_path)})
    with app.app_context():
        upgrade(revision="0004")
        for table, row in ROWS.items():
            columns = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            db.session.execute(db.text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
        db.session.commit()
        yield app
        db.session.rollback()
        db.engine.dispose()


def counts() -> dict[str, int]:
    found = {table: db.session.execute(db.text(f"SELECT count(*) FROM {table}")).scalar_one() for table in ROWS}
    db.session.rollback()
    return found


def test_nothing_is_lost_on_the_way_up_and_down(old):
    for move in (upgrade, lambda: downgrade(revision="0004"), upgrade):
        move()
        assert counts() == dict.fromkeys(ROWS, 1)


def test_what_was_scrapped_stays_scrapped(old):
    upgrade(revision="0007")
    record = "INSERT INTO record (id, kind, digest, key_id, epoch, seq, made_at, received_at)"
    db.session.execute(db.text(f"{record} VALUES ('a', 'person', '', '', 'e', 7, '{MOMENT}', '{MOMENT}')"))
    db.session.execute(db.text(f"INSERT INTO scrapped_record VALUES ('a', '{MOMENT}')"))
    db.session.commit()
    for move in (upgrade, lambda: downgrade(revision="0007"), upgrade):
        move()
        kept = db.session.execute(db.text("SELECT * FROM scrapped_record")).one()._mapping
        db.session.rollback()
        assert (kept["record_id"], str(kept["scrapped_at"])[:19]) == ("a", MOMENT)
    assert (kept["epoch"], kept["seq"]) == ("e", 7)


def test_what_was_counted_stays_counted(old):
    upgrade(revision="0019")
    db.session.execute(db.text("INSERT INTO head_count VALUES ('event:1', '2027-03-02', 40)"))
    db.session.commit()
    for move in (upgrade, lambda: downgrade(revision="0019"), upgrade):
        move()
    assert came_by_day("event:1") == {date(2027, 3, 2): 40}


def test_leaflets_from_before_say_what_is_so_at_the_upgrade(old):
    upgrade(revision="0017")
    facts = {"event": ("Old Hall", "event:1"), "van_stop": ("Market", "van-stop:1")}
    for number, (table, (place, key)) in enumerate(facts.items(), 1):
        event = _row_for(table, id=1, title="x", slug="x", place_name=place, starts_at=MOMENT, ends_at=MOMENT)
        leaflet = _row_for("leaflet", id=number, listing_key=key, created_at=MOMENT)
        batch = _row_for("batch", id=number, leaflet_id=number, code=f"BCDF2{number}", created_at=MOMENT)
        for name, row in ((table, event), ("leaflet", leaflet), ("batch", batch)):
            columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
            db.session.execute(db.text(f"INSERT INTO {name} ({columns}) VALUES ({values})"), row)
    db.session.commit()
    for move in (upgrade, lambda: downgrade(revision="0017"), upgrade):
        move()
    said = db.session.execute(db.text("SELECT said_start, said_place FROM batch ORDER BY id")).all()
    assert [(str(start)[:19], place) for start, place in said] == [(MOMENT, "Old Hall"), (MOMENT, "Market")]


def _row_for(table: str, **facts: object) -> dict[str, object]:
    """A row of a table as it is now, with something in every column that needs it."""
    columns = db.inspect(db.session.connection()).get_columns(table)
    needed = {it["name"]: "" for it in columns if not it["nullable"] and it["default"] is None}
    return needed | {name: MOMENT for name in needed if name.endswith("_at")} | facts


def test_afterwards_what_refers_to_nothing_is_refused_again(old):
    upgrade()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_what_refers_to_nothing_stops_all_of_it(old, caplog):
    driver = db.engine.raw_connection()
    driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute("INSERT INTO subscription_topic (topic, subscription_id) VALUES ('events', 99)")
    driver.execute("PRAGMA foreign_keys = ON")
    driver.close()
    with pytest.raises(SystemExit):
        upgrade()
    assert "Nothing was changed" in caplog.text
    assert db.session.execute(db.text("SELECT version_num FROM alembic_version")).scalar() == "0004"
    assert "device" not in db.inspect(db.session.connection()).get_table_names()


def test_the_newest_revision_is_known_without_alembic(app):
    assert migrations.newest() == ScriptDirectory(str(migrations.DIRECTORY)).get_current_head() == migrations.current()


def test_what_is_not_in_order_is_said(old):
    client = old.test_client()
    assert "at migration 0004" in client.get("/healthz").json["detail"]
    db.session.execute(db.text("DROP TABLE alembic_version"))
    db.session.commit()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "at migration None" in answer.json["detail"]


def test_the_command_that_is_named_then_puts_it_in_order(old):
    assert "run flask db upgrade" in old.test_client().get("/healthz").json["detail"]
    db.session.rollback()
    flask(Path(old.config["DATA"]), "db", "upgrade")  # in a process of its own, which has migrated nothing yet
    assert old.test_client().get("/healthz").status_code == 200


def test_the_migrations_make_what_the_models_say(app):
    """Tables, columns, indexes and constraints; types aside, which both databases name in their own way."""
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": False})
    differences = compare_metadata(context, db.metadata)
    if db.engine.dialect.name == "sqlite":
        # A column that was added brings its foreign key without a name (migration 0007).
        differences = [it for it in differences if it[0] not in {"add_fk", "remove_fk"}]
    assert differences == []
