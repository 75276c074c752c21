"""What a tablet fetches of a big pack when little of it changed: counted on the wire."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright
from sqlalchemy import select

from benchmarks.counting_proxy import Traffic, counting_proxy
from benchmarks.table import Row
from peer_app.core import clock
from peer_app.events.models import Event
from peer_app.extensions import db
from tests.browser.conftest import Complaints, Tablet
from tests.browser.pages import app_of
from tests.browser.van import get_ready, run
from tests.factories import make_event
from tests.served import Served

PAGES, CHANGED = 500, 5
TITLE = "Event in a while"

_UPDATE = """
async (part) => {
  const { update } = await part("service_worker/pack");
  const began = performance.now();
  const done = await update();
  return { took: (performance.now() - began) / 1000, ...done };
}
"""


@dataclass(frozen=True)
class _Behind:
    """An installation as it is seen through a proxy."""

    data: Path
    origin: str


def rows(playwright: Playwright, served: Served, profile: Path) -> Iterator[Row]:
    """Puts on events until the pack has so many pages."""
    with counting_proxy(served.port) as traffic:
        tablet = Tablet(playwright, profile, Complaints())
        page = get_ready(tablet.context, _Behind(served.data, traffic.address), "Van 2")  # type: ignore[arg-type]
        with app_of(served.data).app_context():
            _put_on_events(PAGES - _update(page)["pages"])
        whole = _update(page)
        assert whole["pages"] == PAGES, whole
        yield Row(f"van: pack of {PAGES} pages, fetched for the first time", whole["took"], "s")
        yield Row("  nothing changed: asked and answered", _update(page)["took"] * 1000, "ms")
        with app_of(served.data).app_context():
            _change_some()
        traffic.answers.clear()
        _update(page)
        yield Row(f"  {CHANGED} pages changed: pages and files fetched", _fetched(traffic), "", CHANGED)
        tablet.close()


def _update(page: Page) -> dict[str, Any]:
    done: dict[str, Any] = run(page, _UPDATE)
    assert done["state"] == "ready", done
    return done


def _put_on_events(count: int) -> None:
    """Far enough ahead to stand on no page but their own."""
    for number in range(count):
        starts_at = clock.now() + timedelta(weeks=5, hours=number)
        make_event(title=f"{TITLE} {number}", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


def _change_some() -> None:
    for event in db.session.scalars(select(Event).where(Event.title.startswith(TITLE)).limit(CHANGED)):
        event.change(expect="Something else.")
    db.session.commit()


def _fetched(traffic: Traffic) -> int:
    paths = {path for path, _size in traffic.answers if not path.startswith("/sync/")}
    assert len(paths) >= CHANGED, traffic.answers
    return sum(path in paths for path, _size in traffic.answers)
