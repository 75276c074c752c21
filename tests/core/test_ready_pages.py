"""Pages kept ready: the same answers as Flask's own, none of them older than the last change, and not too many."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from werkzeug.test import Client

from peer_app import create_app
from peer_app.core import clock, ready_pages
from peer_app.core.mark_watch import MarkWatch
from peer_app.core.ready_pages import MADE_ANEW, ReadyPage, ReadyPages, Shelf, shelf_of
from peer_app.events.models import Event
from peer_app.extensions import db
from tests.factories import make_event

SETTINGS = ("DATA", "ORIGIN", "VAPID_CONTACT", "DATABASE_URL")


@contextmanager
def counting(app: Flask) -> Iterator[list[Any]]:
    """The pages that are rendered meanwhile."""
    rendered: list[Any] = []

    def note(_sender: Flask, template: Any, **_more: Any) -> None:
        rendered.append(template.name)

    with template_rendered.connected_to(note, app):
        yield rendered


@pytest.fixture
def page(app: Flask) -> str:
    """The address of an event's page."""
    return f"/en/events/{make_event(title='Breakfast').slug}"


@pytest.fixture
def another(app: Flask) -> Iterator[Flask]:
    """The app in a second worker: what it keeps, it keeps for itself."""
    other = create_app({f"PEER_APP_{name}": app.config[name] for name in SETTINGS})
    yield other
    with other.app_context():
        db.engine.dispose()


def ask(app: Flask, address: str, **asked: Any) -> Any:
    """As anybody does; not audited, so that compressed bytes may come."""
    db.session.commit()
    with app.app_context():
        return FlaskClient(app, use_cookies=False).open(address, **asked)


def headers_of(answer: Any) -> list[tuple[str, str]]:
    """Its headers, but for when it was made."""
    return [header for header in answer.headers.to_wsgi_list() if header[0] != "Date"]


def rename(title: str) -> None:
    db.session.query(Event).one().change(title=title)
    db.session.commit()


def test_a_page_is_made_once(app: Flask, client: Any, page: str) -> None:
    with counting(app) as rendered:
        assert "Breakfast" in client.get(page).text
        assert "Breakfast" in client.get(page).text
        app.test_client().get(page)
    assert rendered == ["events/show.html"]


ASKED: dict[str, dict[str, Any]] = {
    "plainly": {},
    "compressed": {"headers": {"Accept-Encoding": "gzip, deflate, br"}},
    "not compressed": {"headers": {"Accept-Encoding": "gzip;q=0"}},
    "the head alone": {"method": "HEAD"},
    "by who has another one": {"headers": {"If-None-Match": 'W/"0", "1"'}},
    "by who has any": {"headers": {"If-None-Match": "*"}},
    "a part of it": {"headers": {"Range": "bytes=0-9"}},
    "if it is a certain one": {"headers": {"If-Match": '"0"'}},
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_it_is_what_flask_would_answer(app: Flask, page: str, asked: dict[str, Any]) -> None:
    ask(app, page, **asked | {"method": "GET"})
    kept = ask(app, page, **asked)
    made = ask(app, page, **asked, environ_overrides={MADE_ANEW: True})
    assert kept.status == made.status
    assert headers_of(kept) == headers_of(made)
    assert kept.get_data() == made.get_data()


@pytest.mark.parametrize("asked", [{}, ASKED["compressed"], ASKED["the head alone"]])
def test_who_has_it_already_gets_no_second_one(app: Flask, page: str, asked: dict[str, Any]) -> None:
    etag = ask(app, page).headers["ETag"]
    asked = asked | {"headers": asked.get("headers", {}) | {"If-None-Match": f'W/"0", {etag}'}}
    with counting(app) as rendered:
        first, second = ask(app, page, **asked), ask(app, page, **asked)
    made = ask(app, page, **asked, environ_overrides={MADE_ANEW: True})
    assert len(rendered) <= 1
    assert first.status_code == second.status_code == made.status_code == 304
    assert second.get_data() == b""
    assert headers_of(second) == headers_of(made)


def test_one_who_looks_again_leaves_it_ready_for_others(app: Flask, client: Any, page: str) -> None:
    etag = client.get(page).headers["ETag"]
    shelf_of(app).clear()
    assert client.get(page, headers={"If-None-Match": etag}).status_code == 304
    with counting(app) as rendered:
        assert client.get(page).status_code == 200
    assert rendered == []


def test_a_change_shows_at_once_in_every_worker(another: Flask, client: Any, page: str) -> None:
    other = another.test_client()
    for title in ("Lunch", "Tea"):
        for worker in (client, other):
            worker.get(page)
        rename(title)
        for worker in (client, other):
            assert title in worker.get(page).text


CHANGE_ELSEWHERE = """
from wsgi import app
from peer_app.events.models import Event
from peer_app.extensions import db
with app.app_context():
    db.session.query(Event).one().cancel()
    db.session.commit()
"""


def test_a_change_by_another_process_shows_at_once(app: Flask, client: Any, page: str) -> None:
    assert "It does not take place" not in client.get(page).text
    settings = {f"PEER_APP_{name}": app.config[name] for name in SETTINGS}
    subprocess.run([sys.executable, "-c", CHANGE_ELSEWHERE], env=os.environ | settings, check=True)
    assert "It does not take place" in client.get(page).text


def test_a_change_that_is_taken_back_shows_nowhere(app: Flask, client: Any, page: str) -> None:
    client.get(page)
    db.session.query(Event).one().change(title="Supper")
    db.session.flush()
    db.session.rollback()
    with counting(app) as rendered:
        assert "Breakfast" in client.get(page).text
    assert rendered == []


def test_whoever_asks_after_a_change_sees_it_however_many_ask(another: Flask, page: str) -> None:
    """Readers never stop; the one who changed it looks at once, each time."""
    over = threading.Event()

    def read(_number: int) -> set[int]:
        seen = set()
        while not over.is_set():
            seen.add(FlaskClient(another, use_cookies=False).get(page).status_code)
        return seen

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read, number) for number in range(6)]
        try:
            for number in range(15):
                rename(f"Breakfast {number}")
                assert f"<h1>Breakfast {number}</h1>" in ask(another, page).text
        finally:
            over.set()
        assert {status for reader in readers for status in reader.result()} == {200}


def test_what_is_over_leaves_with_its_minute(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now().replace(second=59, microsecond=0)
    make_event(title="Over soon", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(seconds=1))
    monkeypatch.setattr(clock, "now", lambda: now)
    assert "Over soon" in client.get("/en/").text
    later = now + timedelta(seconds=1, microseconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Over soon" not in client.get("/en/").text


def test_each_question_has_its_own_answer(app: Flask, client: Any) -> None:
    make_event(title="Breakfast")
    with counting(app) as rendered:
        for _ in range(2):
            assert "Breakfast" in client.get("/en/?kind=event").text
            assert "Breakfast" not in client.get("/en/?kind=group").text
    assert len(rendered) == 2


@pytest.mark.parametrize("address", ["/en/nowhere", "/en/events/never-was", "/sign-in", "/", "/healthz", "/L/BCDFGH"])
def test_what_is_no_public_page_is_not_kept(app: Flask, client: Any, address: str) -> None:
    client.get(address)
    assert shelf_of(app).size == 0


def test_a_visitor_with_a_cookie_leaves_nothing_behind(app: Flask, client: Any, page: str) -> None:
    client.set_cookie("session", "x")
    client.get(page)
    assert shelf_of(app).size == 0
    app.test_client().get(page)
    with counting(app) as rendered:
        client.get(page)
    assert rendered == []


FOR_EVERYONE = {"Cache-Control": "no-cache", "ETag": 'W/"1"', "Vary": "Accept-Encoding"}


@pytest.mark.parametrize(
    ("status", "headers", "is_kept"),
    [
        ("200 OK", {}, True),
        ("200 OK", {"Set-Cookie": "a=b"}, False),
        ("200 OK", {"Vary": "Accept-Encoding, Accept-Language"}, False),
        ("200 OK", {"Cache-Control": "no-store"}, False),
        ("404 NOT FOUND", {}, False),
        ("500 INTERNAL SERVER ERROR", {}, False),
    ],
)
def test_only_what_is_for_everyone_is_kept(status: str, headers: dict[str, str], is_kept: bool) -> None:
    def app(_environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, list((FOR_EVERYONE | headers).items()))
        return [b"page"]

    shelf = Shelf(10_000)
    answer = Client(ReadyPages(app, lambda: "mark", shelf)).get("/en/")
    assert (answer.status, answer.get_data()) == (status, b"page")
    assert dict(answer.headers) == FOR_EVERYONE | headers
    assert (shelf.size > 0) == is_kept


def test_a_page_that_broke_is_made_again(app: Flask, client: Any, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as broken:
        broken.setattr(Event, "is_over", property(lambda _event: 1 // 0))
        assert client.get(page).status_code == 500
    assert client.get(page).status_code == 200


def test_without_the_mark_pages_are_made_the_plain_way(
    app: Flask, client: Any, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(page)
    monkeypatch.setattr(MarkWatch, "mark", lambda _watch: None)
    other = create_app({f"PEER_APP_{name}": app.config[name] for name in SETTINGS})
    for title in ("Lunch", "Tea"):
        rename(title)
        assert title in ask(other, page).text
    assert shelf_of(other).size == 0
    with other.app_context():
        db.engine.dispose()


def page_of(size: int) -> ReadyPage:
    return ReadyPage(b"x" * (size - ready_pages._HEADERS_BYTES), "1", [], [])


def test_what_was_not_asked_for_longest_makes_room() -> None:
    shelf, stamp = Shelf(30_000), ("mark", 1)
    first, second, third, fourth = ((f"/{number}", "", True) for number in range(4))
    for key in (first, second, third):
        shelf.put(key, stamp, page_of(10_000))
    assert shelf.find(first, stamp)
    shelf.put(fourth, stamp, page_of(10_000))
    assert [bool(shelf.find(key, stamp)) for key in (first, second, third, fourth)] == [True, False, True, True]
    shelf.put(first, stamp, page_of(12_000))
    assert shelf.size == 22_000
    shelf.put(second, stamp, page_of(40_000))
    assert shelf.size == 0
    shelf.put(first, ("another", 1), page_of(10_000))
    assert shelf.size == 10_000
    assert shelf.find(first, stamp) is None


def test_many_questions_do_not_fill_the_memory(app: Flask, client: Any, monkeypatch: Any) -> None:
    shelf = shelf_of(app)
    monkeypatch.setattr(shelf, "_most", 60_000)
    for number in range(20):
        client.get(f"/en/van-stops?x={number}")
        assert shelf.size <= 60_000
    assert shelf.size > 30_000
