"""The front page and the search with many events, beside the same with few: made anew each time, none kept ready."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from benchmarks.table import Row
from peer_app import create_app
from peer_app.core import clock
from peer_app.core.ready_pages import MADE_ANEW
from peer_app.demo.content import load
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.keys import make_missing

FEW, MANY = 200, 20_000
ROUNDS = 40
LIMIT = 1.3
#: All of them within the weeks that the page looks at, so that both show as many rows.
WITHIN = timedelta(days=20)
TITLES = ("Reading aloud", "Choir")
AREAS = ("Brixton", "Streatham")
PAGES = {
    "front page": "/en/",
    "what is in one area": "/en/?area=Brixton",
    "search": "/en/?q=reading",
    "search, one letter wrong": "/en/?q=raeding",
    "search for two words": "/en/?q=reading+laughter",
}


def rows() -> Iterator[Row]:
    """Both installations, asked in turns."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_installation(Path(folder) / str(count), count) for count in (FEW, MANY))
        for name, path in PAGES.items():
            times = [(_time(few, path), _time(many, path)) for _ in range(ROUNDS)]
            little, much = (statistics.median(column) for column in zip(*times, strict=True))
            yield Row(f"{name}, {MANY:,} events", 1000 * much, "ms")
            yield Row(f"{name}, {MANY:,} events beside {FEW}", much / little, "ratio", LIMIT)


def _installation(data: Path, count: int) -> Flask:
    make_missing(data / "settings")
    settings = {"DATA": str(data), "ORIGIN": "http://127.0.0.1", "VAPID_CONTACT": "mailto:bench@example.org"}
    app = create_app({f"PEER_APP_{name}": value for name, value in settings.items()})
    with app.app_context():
        upgrade()
        load()
        soon = clock.now() + timedelta(hours=1)
        db.session.add_all(_event(number, soon + WITHIN * number / count) for number in range(count))
        db.session.commit()
    return app


def _event(number: int, starts_at: datetime) -> Event:
    return Event(
        slug=f"event-{number}",
        title=f"{TITLES[number % 2]} {number}",
        expect=f"Somebody says hello. There is {'laughter' if number % 3 else 'tea'}.",
        welcome="Everyone. No referral needed.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place_name=f"Hall {number % 50}",
        address=f"{number % 90} Effra Road\nLondon SW2 1BZ",
        area=AREAS[number // 2 % 2],
        created_at=starts_at,
        changed_at=starts_at,
    )


def _time(app: Flask, path: str) -> float:
    # The processor's time, SQLite's work included: what else runs on the machine does not count.
    began = time.thread_time()
    answer = app.test_client().get(path, environ_overrides={MADE_ANEW: True})
    took = time.thread_time() - began
    if answer.status_code != 200 or "card when" not in answer.text:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return took
