"""The list of pages is made anew when something changed, in whichever process, and only then."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, template_rendered
from sqlalchemy import event

from peer_app import create_app
from peer_app.core import clock
from peer_app.core.published_changes import OnPublicPages
from peer_app.demo.content import load
from peer_app.events.models import Event
from peer_app.extensions import Model, db
from peer_app.leaflets.models import Leaflet
from peer_app.organisation import models as organisation
from peer_app.sync import page_list, routes
from peer_app.sync.pack import current_pack
from tests.factories import enrol, make_device, make_event, make_group

AT_ONCE = 20  # more than there are connections


@pytest.fixture
def another(app: Flask) -> Iterator[Flask]:
    """The app in another process: it knows nothing but the database."""
    names = ("DATA", "ORIGIN", "VAPID_CONTACT", "DATABASE_URL")
    other = create_app({f"PEER_APP_{name}": app.config[name] for name in names})
    yield other
    with other.app_context():
        db.engine.dispose()


def pages_by(other: Flask, *, again: bool = False) -> dict[str, str]:
    with other.test_request_context("/sync/pack"):
        return dict(current_pack(again=again)["pages"])


@contextmanager
def counting(other: Flask) -> Iterator[list[Any]]:
    """Each page that is rendered meanwhile."""
    rendered: list[Any] = []

    def note(_sender: Flask, template: Any, **_more: Any) -> None:
        rendered.append(template.name)

    with template_rendered.connected_to(note, other):
        yield rendered


def rename(changed: Event) -> None:
    changed.change(title="Breakfast together")


CHANGES: dict[str, Callable[[Event], Any]] = {
    "an event is edited": rename,
    "an event is put on": lambda _event: make_event(title="Another one"),
    "an event is gone": db.session.delete,
    "a group begins": lambda _event: make_group(starts_at=clock.now() + timedelta(days=1)),
    "the organisation has another name": lambda _event: organisation.save(name="Another network"),
    "a leaflet is made": lambda changed: Leaflet.of(changed.listing.key),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_shows_in_another_process_at_once(another: Flask, change: Callable[[Event], Any]) -> None:
    changed = make_event()
    before = pages_by(another)
    change(changed)
    db.session.commit()
    after = pages_by(another)
    assert after != before
    assert after == pages_by(another, again=True)


def test_a_change_that_was_taken_back_is_none(another: Flask) -> None:
    changed = make_event()
    pages_by(another)
    rename(changed)
    db.session.flush()
    db.session.rollback()
    with counting(another) as rendered:
        pages_by(another)
    assert rendered == []


def test_nothing_is_rendered_when_nothing_changed(another: Flask) -> None:
    make_event()
    with counting(another) as rendered:
        first = pages_by(another)
        assert len(rendered) > 3
        rendered.clear()
        assert pages_by(another) == first
    assert rendered == []


def test_time_passes(another: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    over = make_event(starts_at=now + timedelta(minutes=1), ends_at=now + timedelta(hours=1))
    address = f"/en/events/{over.slug}"
    assert address in pages_by(another)
    later = now + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert address not in pages_by(another)
    again = later + timedelta(seconds=page_list.LASTS)
    monkeypatch.setattr(clock, "now", lambda: again)
    with counting(another) as rendered:
        pages_by(another)
    assert rendered != []


def test_a_device_that_asks_again_gets_it_made_anew(app: Flask, client: Any, sign_in: Callable[..., Any]) -> None:
    sign_in(client)
    enrol(client)
    revision = client.get("/sync/pack").json["revision"]
    with counting(app) as rendered:
        client.get("/sync/pack")
        assert rendered == []
        assert client.get("/sync/pack?again").json["revision"] == revision
    assert len(rendered) > 3


def test_no_device_keeps_the_server_rendering(app: Flask, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time takes a second of it, and all others wait meanwhile."""
    monkeypatch.setattr(routes, "AGAIN_A_MINUTE", 2)
    enrol(client)
    assert [client.get("/sync/pack?again").status_code for _ in range(4)] == [200, 200, 429, 429]
    assert client.get("/sync/pack").status_code == 200
    other = app.test_client()
    enrol(other, "Van 2")
    assert other.get("/sync/pack?again").status_code == 200


def test_many_at_once_wait_for_one(another: Flask) -> None:
    _device, token = make_device()
    db.session.rollback()

    def ask(_number: int) -> Any:
        tablet = another.test_client()
        tablet.set_cookie(another.config["DEVICE_COOKIE_NAME"], token)
        return tablet.get("/sync/pack").json

    with counting(another) as rendered:
        ask(0)
        once = len(rendered)
        make_event()
        db.session.rollback()
        rendered.clear()
        with ThreadPoolExecutor(AT_ONCE) as tablets:
            answers = list(tablets.map(ask, range(AT_ONCE)))
    assert all(answer == answers[0] for answer in answers)
    assert len(rendered) == once + 1


def test_every_table_that_stands_on_a_page_is_known_to(app: Flask) -> None:
    load()
    Leaflet.of("event:1")
    db.session.commit()
    read: set[str] = set()

    def note(*facts: Any) -> None:
        read.update(re.findall(r"\b(?:FROM|JOIN) (\w+)", facts[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        pages_by(app, again=True)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    marked = {m.local_table.name for m in Model.registry.mappers if issubclass(m.class_, OnPublicPages)}  # type: ignore[attr-defined]
    assert {"event", "organisation", "leaflet"} <= read
    assert read - marked == {"published_changes"}
