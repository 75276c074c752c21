"""The queue that wakes workers: data and never code, and nobody waits for it."""

import json
import logging
import pickle
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from flask_migrate import upgrade

from peer_app import create_app
from peer_app.core import jobs
from peer_app.core.jobs import Jobs
from peer_app.extensions import db, limiter
from peer_app.keys import make_missing
from tests.auditing_client import AuditingClient
from tests.factories import PASSPHRASE, enrol, make_account
from tests.records import make_record, worry
from tests.redis_server import RedisServer, redis_server
from tests.served import NO_QUIET_TIME


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


def make_app(data: Path, redis_url: str = "") -> Flask:
    make_missing(data / "settings")
    app = create_app(
        {
            "PEER_APP_DATA": str(data),
            "PEER_APP_ORIGIN": "http://127.0.0.1:8000",
            "PEER_APP_VAPID_CONTACT": "mailto:tests@example.org",
            "PEER_APP_REDIS_URL": redis_url,
            **NO_QUIET_TIME,
        }
    )
    app.test_client_class = AuditingClient
    return app


@pytest.fixture
def on_redis(tmp_path: Path, redis: RedisServer) -> Iterator[Flask]:
    """An app with an empty database, whose queue and limits are on Redis."""
    app = make_app(tmp_path, redis.url)
    with app.app_context():
        upgrade()
        make_account(name="Ama")
        yield app
        db.engine.dispose()
    forget_redis(tmp_path)


def forget_redis(data: Path) -> None:
    """The limiter is one for all apps: what one with Redis made of it is not for the next."""
    make_app(data)
    limiter._storage_dead = limiter._in_memory_fallback_enabled = False
    limiter.reset()


def jobs_of(app: Flask) -> Jobs:
    found: Jobs = app.extensions["jobs"]
    return found


def messages_in_sqlite(data: Path) -> list[bytes]:
    with sqlite3.connect(data / "jobs.db") as connection:
        return [row[0] for row in connection.execute("SELECT data FROM task")]


def test_sqlite_holds_the_names_of_jobs_as_json(tmp_path):
    app = make_app(tmp_path)
    assert all(jobs_of(app).call(name) for name in jobs_of(app).tasks)
    assert [set(json.loads(it)) for it in messages_in_sqlite(tmp_path)] == [{"id", "name"}] * len(jobs_of(app).tasks)


def test_so_does_redis(on_redis, redis):
    assert all(jobs_of(on_redis).call(name) for name in jobs_of(on_redis).tasks)
    found = redis.client.lrange("huey.redis.peer_app", 0, -1)
    assert [set(json.loads(it)) for it in found] == [{"id", "name"}] * len(jobs_of(on_redis).tasks)


class Trap:
    """What runs code where it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.file,)


def test_code_in_the_queue_is_never_run_and_stops_no_worker(tmp_path):
    app, sprung = make_app(tmp_path), tmp_path / "sprung"
    ran = []
    jobs.register_job(app, "probe", lambda: ran.append(1))
    huey = jobs_of(app).huey
    for junk in (pickle.dumps(Trap(sprung)), b"", b"[]", b"7", b'{"id": 1}', b'{"id": "x", "name": "os.system"}'):
        huey.storage.enqueue(junk)
    jobs_of(app).call("probe")
    while huey.storage.queue_size():
        try:
            task = huey.dequeue()
        except Exception:  # noqa: BLE001 – as Huey's worker does
            continue
        huey.execute(task)
    assert ran == [1]
    assert not sprung.exists()


@pytest.mark.parametrize("fault", ["none", "hang", "kill"])
def test_whatever_redis_does_forms_are_answered(on_redis, redis, fault):
    client = on_redis.test_client()
    enrol(client)
    if fault != "none":
        getattr(redis, fault)()
    began = time.monotonic()
    answers = [
        client.post("/en/propose", data={"title": ""}),
        client.post("/sync/records", json={"records": [make_record(worry(), kind="concern")]}),
        client.post("/push/subscriptions", json={}),
    ]
    assert [answer.status_code for answer in answers] == [422, 200, 422]
    phone = on_redis.test_client()
    assert phone.submit("/sign-in", name="Ama", passphrase=PASSPHRASE).status_code == 302
    # Redis is given up once, not with every request.
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("fault", ["hang", "kill"])
def test_without_redis_each_process_limits_by_itself(on_redis, redis, fault):
    getattr(redis, fault)()
    client = on_redis.test_client()
    statuses = [client.post("/push/subscriptions", json={}).status_code for _ in range(400)]
    assert set(statuses) == {422, 429}


def test_an_app_starts_without_redis(tmp_path, redis):
    redis.kill()
    assert jobs_of(make_app(tmp_path, redis.url)).tasks
    forget_redis(tmp_path)


def test_the_sweep_finds_what_is_due_without_a_queue(on_redis, redis, caplog):
    ran = []
    jobs.register_job(on_redis, "broken", lambda: 1 / 0)
    jobs.register_job(on_redis, "probe", lambda: ran.append(1))
    redis.kill()
    with caplog.at_level(logging.CRITICAL):
        jobs_of(on_redis).sweep()
    assert ran == [1]


def test_with_a_queue_the_sweep_only_asks(on_redis, redis):
    ran = []
    jobs.register_job(on_redis, "probe", lambda: ran.append(1))
    jobs_of(on_redis).sweep()
    assert ran == []
    assert redis.client.llen("huey.redis.peer_app") == len(jobs_of(on_redis).tasks)


def test_a_queue_that_answers_again_is_asked_again(on_redis, redis, monkeypatch):
    queue = jobs_of(on_redis)
    name = next(iter(queue.tasks))
    monkeypatch.setattr(jobs, "REST", 0.0)
    redis.hang()
    assert not queue.call(name)
    redis.resume()
    assert queue.call(name)


def test_a_worker_sweeps_while_it_runs(tmp_path, monkeypatch):
    app, swept = make_app(tmp_path), Event()

    class Consumer:
        def run(self) -> None:
            assert swept.wait(30)

    monkeypatch.setattr(Jobs, "sweep", lambda _jobs: swept.set())
    monkeypatch.setattr(jobs_of(app).huey, "create_consumer", lambda **_: Consumer())
    jobs.work(app)
