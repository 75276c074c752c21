"""Database, queue, keys and settings are for their owner only, whatever made them."""

import os
import stat
from pathlib import Path

import pytest

from peer_app import create_app
from peer_app.core.data_folder import keep_private
from peer_app.keys import make_missing

FILES = [
    "peer_app.db",
    "peer_app.db-wal",
    "peer_app.db-shm",
    "jobs.db",
    "jobs.db-wal",
    "backup.tar",
    "serve.log",
    "settings/SECRET_KEY",
    "settings/SEALING_KEYS",
]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A data folder as a version without a umask left it."""
    data = tmp_path / "data"
    make_missing(data / "settings")
    for name in FILES:
        (data / name).touch()
        (data / name).chmod(0o644)
    for folder in (data, data / "settings"):
        folder.chmod(0o755)
    return data


def test_an_app_closes_what_stood_open(open_folder):
    create_app(
        {
            "PEER_APP_DATA": str(open_folder),
            "PEER_APP_ORIGIN": "http://127.0.0.1:8000",
            "PEER_APP_VAPID_CONTACT": "mailto:tests@example.org",
        }
    )
    left = [open_folder / name for name in FILES if (open_folder / name).exists()]  # SQLite tidies the queue's up
    assert {file.name: mode(file) for file in left} == {file.name: 0o600 for file in left}
    assert len(left) > len(FILES) - 2
    assert [mode(folder) for folder in (open_folder, open_folder / "settings")] == [0o700, 0o700]


def test_the_owner_keeps_what_it_may_and_others_get_nothing(tmp_path):
    file = tmp_path / "peer_app.db"
    file.touch()
    for before in range(0o1000):
        file.chmod(before)
        keep_private(tmp_path)
        assert mode(file) == before & 0o700, oct(before)


def test_what_a_link_leads_to_stays_as_it_is(open_folder, tmp_path):
    elsewhere = tmp_path / "certificate.pem"
    elsewhere.touch()
    elsewhere.chmod(0o644)
    (open_folder / "settings/LINK").symlink_to(elsewhere)
    (open_folder / "nowhere").symlink_to(tmp_path / "missing")
    keep_private(open_folder)
    assert mode(elsewhere) == 0o644


def test_what_belongs_to_another_stays_as_it_is(open_folder, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    keep_private(open_folder)
    assert mode(open_folder / "peer_app.db") == 0o644


def test_a_file_that_goes_meanwhile_stops_no_start(open_folder, monkeypatch):
    monkeypatch.setattr(Path, "chmod", lambda path, _mode: path.unlink(missing_ok=True) or path.stat())
    keep_private(open_folder)
