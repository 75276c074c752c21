"""Rotating the sealing keys: while it runs, without losing what was sealed before."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from peer_app.sync import sealing
from tests.auditing_client import AuditingClient
from tests.factories import enrol
from tests.records import make_record


@pytest.fixture
def file(app: Flask) -> Iterator[Path]:
    """The file of the keys, as it was before once the test is over."""
    file: Path = app.config["SEALING_KEYS_FILE"]
    before = file.read_text()
    yield file
    file.write_text(before)
    sealing.all_keys()


def rotate(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert done.exit_code == 0, done.output
    return done.output


def test_packs_carry_the_new_key_and_older_ones_still_open(app: Flask, client: AuditingClient, file: Path) -> None:
    enrol(client)
    sealed_before = make_record()
    before = client.get("/sync/pack")
    said = rotate(app)
    assert file.stat().st_mode & 0o777 == 0o600

    after = client.get("/sync/pack", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200, "the revision changed"
    old, new = [key["id"] for key in after.json["keys"]]
    assert [key["id"] for key in before.json["keys"]] == [old]
    assert new in said
    sealed_after = make_record()
    assert (sealed_before["key_id"], sealed_after["key_id"]) == (old, new)
    answer = client.post("/sync/records", json={"records": [sealed_before, sealed_after]})
    assert [receipt["status"] for receipt in answer.json["receipts"]] == ["stored", "stored"]


def test_a_file_that_was_broken_meanwhile_takes_no_key_away(app: Flask, client: AuditingClient, file: Path) -> None:
    enrol(client)
    record = make_record()
    file.write_text("half of")
    assert client.post("/sync/records", json={"records": [record]}).json["receipts"][0]["status"] == "stored"


def test_two_who_rotate_at_once_lose_no_key(app: Flask, file: Path) -> None:
    """The second would write the keys as they were before the first, while devices may seal to that one already."""
    before, beside = file.read_text(), file.with_name("SEALING_KEYS.new")
    beside.write_text("what the first is writing")
    done = app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert done.exit_code == 1
    assert f"delete {beside}" in done.output
    assert (file.read_text(), beside.read_text()) == (before, "what the first is writing")
    beside.unlink()
    rotate(app)
    assert len(sealing.all_keys()) == 2


def test_a_key_is_on_the_disk_before_any_device_seals_to_it(
    app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("on the disk"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *files: (done.append("to be seen"), replace(*files)))
    rotate(app)
    assert done == ["on the disk", "to be seen", "on the disk"]


def test_a_key_that_was_added_while_it_started_is_known(app: Flask, file: Path) -> None:
    read_at_the_start = file.read_text()
    rotate(app)
    assert len(sealing.Keys(read_at_the_start, file).all()) == 2


def test_keys_from_outside_are_not_touched(app: Flask, file: Path) -> None:
    before = file.read_text()
    app.config["SEALING_KEYS_FILE"] = None
    said = rotate(app)
    assert "-----BEGIN PRIVATE KEY-----" in said
    assert file.read_text() == before
