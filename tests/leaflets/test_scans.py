"""A printed link counts its scan and leads on; the van shows codes of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread

import pytest
import sqlalchemy.event
from sqlalchemy.exc import OperationalError

from peer_app.core import clock
from peer_app.extensions import db
from peer_app.leaflets.counter import ScanCounter
from peer_app.leaflets.models import Leaflet, Scan, on_screen
from tests.factories import make_event, make_group

PLACE = "Barber on Coldharbour Lane"


@pytest.fixture
def event(app):
    return make_event()


@pytest.fixture
def code(event):
    batch = Leaflet.of(event.listing.key).hand_out(PLACE)
    db.session.commit()
    return batch.code


@contextmanager
def listening(target, name, hear) -> Iterator[None]:
    """Let `hear` hear an event of SQLAlchemy's for a while."""
    sqlalchemy.event.listen(target, name, hear)
    try:
        yield
    finally:
        sqlalchemy.event.remove(target, name, hear)


def counts() -> list[int]:
    db.session.commit()
    return [scan.count for scan in db.session.query(Scan).order_by(Scan.day)]


def test_a_scan_counts_and_leads_to_the_event(client, event, code):
    answer = client.get(f"/l/{code}", headers={"Accept-Language": "fr, en-GB;q=0.8"})
    assert answer.status_code == 303
    assert answer.location == f"/en/events/{event.slug}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    assert client.get(answer.location).status_code == 200
    assert counts() == [1]


def test_case_does_not_matter(client, code):
    for address in (f"/L/{code}", f"/l/{code.lower()}", f"/L/{code.lower()}"):
        assert client.get(address).status_code == 303
    assert counts() == [3]


def test_a_hall_that_scans_one_poster_asks_the_database_for_little(client, code):
    """Count, and look whether anything changed; where it leads is known from whoever scanned before."""
    client.get(f"/l/{code}")
    asked = []
    with listening(db.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2])):
        client.get(f"/l/{code}")
    assert [query.split()[0] for query in asked if not query.startswith("BEGIN")] == ["INSERT", "SELECT"]


def test_what_changes_is_followed_at_once(client, event, code):
    assert client.get(f"/l/{code}").location == f"/en/events/{event.slug}"
    later = make_event(title=event.title, starts_at=clock.now() + timedelta(days=9))
    event.cancel()
    db.session.commit()
    assert client.get(f"/l/{code}").location == f"/en/events/{later.slug}#leaflet-cancelled"


def test_a_code_may_be_typed_with_gaps(client, code):
    for typed in (f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}".lower(), f" {code} "):
        assert client.get(f"/l/{typed}").status_code == 303
    assert counts() == [3]


def test_each_day_has_its_own_count(client, code, monkeypatch):
    late = datetime(2027, 6, 1, 23, 30, tzinfo=UTC)  # the 2nd already, in London
    for moment in (late - timedelta(hours=1), late, late):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        client.get(f"/l/{code}")
    assert counts() == [1, 2]
    assert [scan.day for scan in db.session.query(Scan).order_by(Scan.day)] == [date(2027, 6, 1), date(2027, 6, 2)]


def test_nothing_of_whoever_scanned_is_kept(client, event, code):
    name, address = "Mozilla/5.0 (Linux; Android 14; Pixel-Of-Somebody) Chrome/120", "203.0.113.77"
    answer = client.get(f"/l/{code}", headers={"User-Agent": name}, environ_overrides={"REMOTE_ADDR": address})
    assert "Set-Cookie" not in answer.headers
    columns = [column.name for column in Scan.__table__.columns]
    assert columns == ["batch_id", "day", "count"]


def test_a_hall_on_one_wifi_is_counted_to_the_last_phone(client, code):
    for _ in range(150):
        assert client.get(f"/l/{code}", environ_overrides={"REMOTE_ADDR": "203.0.113.7"}).status_code == 303
    assert counts() == [150]


def test_scans_at_the_same_moment_are_all_counted(app, code):
    db.session.commit()

    def scan() -> None:
        with app.app_context():
            client = app.test_client()
            for _ in range(10):
                client.get(f"/l/{code}")

    threads = [Thread(target=scan) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts() == [80]


def test_who_waits_is_written_with_the_others():
    """While one write takes its time, seven more scans come: one more write counts them all."""
    written, begun, go_on = [], Event(), Event()

    def write(scans):
        written.append(dict(scans))
        begun.set()
        assert go_on.wait(10)

    counter = ScanCounter(write)
    phones = [Thread(target=counter.count, args=(code,)) for code in ["A", *"AAAABBB"]]
    phones[0].start()
    assert begun.wait(10)
    for phone in phones[1:]:
        phone.start()
    while len(counter._waiting) < 7:
        time.sleep(0.001)
    go_on.set()
    for phone in phones:
        phone.join()
    assert written == [{"A": 1}, {"A": 4, "B": 3}]


def test_whoever_was_not_written_is_told_and_the_next_one_is_written():
    problems = iter([OSError("disk"), None])

    def write(_scans):
        if problem := next(problems):
            raise problem

    counter = ScanCounter(write)
    with pytest.raises(OSError, match="disk"):
        counter.count("A")
    counter.count("A")


def test_a_busy_database_keeps_nobody_at_the_door(client, event, code, monkeypatch, caplog):
    def busy(_scans):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr("peer_app.leaflets.scanning.count_scans", busy)
    assert client.get(f"/l/{code}").location == f"/en/events/{event.slug}"
    assert "A scan was not counted" in caplog.text


@pytest.mark.parametrize("unknown", ["XXXXXX", "x", "%00", "a" * 3000, "قهوة", "' OR 1=1"])
def test_an_unknown_code_offers_what_is_on(client, event, unknown):
    answer = client.get(f"/l/{unknown}")
    assert answer.status_code == 404
    assert event.title in answer.text
    assert counts() == []


def test_the_place_never_stands_on_a_public_page(client, event, code):
    shown = Leaflet.of(event.listing.key).batches[0].code
    answers = [
        client.get(f"/l/{code}", follow_redirects=True),
        client.get(f"/en/van/leaflets/{shown}"),
        client.get(f"/en/van/leaflets/{code}"),
        client.get(f"/l/{code}"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 303]
    for answer in answers:
        assert PLACE not in answer.text
        assert "Coldharbour" not in str(answer.headers)


def test_the_van_shows_a_code_full_screen(client, event, code):
    shown = Leaflet.of(event.listing.key).batches[0].code
    page = client.get(f"/en/van/leaflets/{shown}")
    assert f"<h1>{event.title}</h1>" in page.text
    assert f'aria-label="QR code that opens http://127.0.0.1:8000/l/{shown}"' in page.text
    assert "stay-awake.js" in page.text
    assert 'class="button back" href="/en/van"' in page.text
    assert "Leave this page" not in page.text  # there is no such button here
    assert client.get(f"/en/van/leaflets/{shown.lower()}").data == page.data
    assert client.get(f"/van/leaflets/{shown}").location == f"/en/van/leaflets/{shown}"
    assert counts() == []


def test_the_van_knows_what_it_can_show(app, event, code):
    group = make_group()
    make_event(title="Nobody made a leaflet for it")
    past = make_event(title="Over", starts_at=clock.now() - timedelta(days=9))
    for key in (group.key, past.listing.key):
        Leaflet.of(key)
    now = datetime(2027, 3, 1, tzinfo=UTC)
    event.change(starts_at=now + timedelta(days=30), ends_at=now + timedelta(days=30, hours=2))
    db.session.commit()
    shown = on_screen(now)
    assert [listing.title for _code, listing in shown] == ["Reading aloud", "Open event"]
    assert shown[1][0] == Leaflet.of(event.listing.key).batches[0].code != code
