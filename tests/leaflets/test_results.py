"""What came of leaflets: numbers beside numbers, a chart, and a file for a spreadsheet."""

import csv
import io
import re
from datetime import date, timedelta

import pytest

from peer_app.core import clock
from peer_app.counting.models import Tap
from peer_app.extensions import db
from peer_app.leaflets.charts import bar, columns
from peer_app.leaflets.models import HandedOut, Leaflet, Scan
from peer_app.leaflets.results import best_first, last_days, places_of, results_of
from peer_app.leaflets.table_file import harmless
from tests.factories import make_event

TODAY = date(2027, 3, 10)


def batch_with(leaflet, place, *, scans=(), copies=()):
    """A batch that was scanned and handed out so often on 1 March and the days after."""
    batch = leaflet.hand_out(place)
    for back, count in enumerate(scans):
        db.session.add(Scan(batch_id=batch.id, day=TODAY - timedelta(days=back), count=count))
    for back, count in enumerate(copies):
        HandedOut.note(batch, count, day=TODAY - timedelta(days=back), by_id=None)
    db.session.commit()
    return batch


@pytest.fixture
def leaflet(app):
    return Leaflet.of(make_event(title="=1+1 Open event").listing.key)


def test_a_number_that_was_handed_out_adds_up_and_can_be_taken_out(peer, leaflet):
    code = leaflet.hand_out("Library").code
    action = f"/leaflets/{code}/handed-out"
    for count, day in (("50", "2026-03-02"), ("30", "2026-03-02"), ("20", "2026-03-05")):
        assert peer.submit(f"/leaflets/{code}", action=action, count=count, day=day).status_code == 302
    page = peer.get(f"/leaflets/{code}").text
    assert "2 Mar 2026" in page
    assert '<td class="number">80</td>' in page
    entry = db.session.query(HandedOut).filter_by(count=30).one()
    peer.submit(f"/leaflets/{code}", action=f"{action}/{entry.id}/removal")
    assert '<td class="number">50</td>' in peer.get(f"/leaflets/{code}").text
    assert [it.entered_by_id for it in db.session.query(HandedOut)] == [1, 1]


def test_nobody_takes_out_what_belongs_to_another_batch(peer, leaflet):
    mine, other = batch_with(leaflet, "Library"), batch_with(leaflet, "Barber", copies=[10])
    entry = db.session.query(HandedOut).one()
    code, action = mine.code, f"/leaflets/{other.code}/handed-out/{entry.id}/removal"
    page = peer.get(f"/leaflets/{other.code}").text
    assert action in page
    peer.submit(f"/leaflets/{other.code}", action=action)  # its own address takes it out
    batch_with(leaflet, "Barber", copies=[10])
    entry = db.session.query(HandedOut).one()
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    peer.post(f"/leaflets/{code}/handed-out/{entry.id}/removal", data={"csrf_token": token})
    assert db.session.query(HandedOut).count() == 1


@pytest.mark.parametrize(
    ("count", "day", "sentence"),
    [
        ("", "2026-03-02", "Enter a number, like 50."),
        ("many", "2026-03-02", "Enter a number, like 50."),
        ("0", "2026-03-02", "Enter a number from 1 to 100,000."),
        ("9" * 30, "2026-03-02", "Enter a number from 1 to 100,000."),
        ("5", "2999-01-01", "Choose today, or a day before."),
        ("5", "2026-02-30", "Enter a day that exists"),
    ],
)
def test_a_mistake_says_what_to_do_and_nothing_is_lost(peer, leaflet, count, day, sentence):
    code = leaflet.hand_out("Library").code
    answer = peer.submit(f"/leaflets/{code}", action=f"/leaflets/{code}/handed-out", count=count, day=day)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not count or f'value="{count}"' in answer.text
    assert db.session.query(HandedOut).count() == 0


def test_the_place_that_works_best_comes_first(app, leaflet):
    batch_with(leaflet, "Many scans, many copies", scans=[30], copies=[300])
    batch_with(leaflet, "Works best", scans=[9, 1], copies=[20])
    batch_with(leaflet, "Nobody said how many", scans=[40])
    found = best_first(results_of(leaflet.handed_out_batches))
    assert [(it.place, it.per_hundred) for it in found] == [
        ("Works best", 50),
        ("Many scans, many copies", 10),
        ("Nobody said how many", None),
    ]


def test_a_place_counts_over_all_its_leaflets(app, leaflet):
    batch_with(leaflet, "Brixton library", scans=[3], copies=[10])
    batch_with(leaflet, "brixton  Library", scans=[2])
    batch_with(leaflet, "Never scanned", copies=[500])
    [place] = places_of(results_of(leaflet.handed_out_batches))
    assert (place.place, place.scans, place.handed_out) == ("Brixton library", 5, 10)


def test_the_leaflets_page_and_the_list_show_it_at_a_glance(peer, leaflet, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    batch_with(leaflet, "Library <b>", scans=[9, 1], copies=[20])
    page = peer.get(f"/leaflets/of/{leaflet.listing_key}").text
    assert "Library &lt;b&gt;" in page
    assert 'aria-label="Scans a day over the last 7 days: 10 scans"' in page
    assert '<td class="number">50</td>' in page
    assert "10 scans of 20 handed out" in peer.get("/leaflets").text


def test_a_chart_is_plain_shapes_with_a_name():
    chart = columns([0, 1, 40], 'Scans <b> "a"')
    assert chart.count("<rect") == 2
    assert 'height="48"' in chart
    assert 'height="1"' in chart, "one scan can be seen beside forty"
    assert 'aria-label="Scans &lt;b&gt; &#34;a&#34;"' in chart
    assert "style" not in chart
    assert 'width="50.0"' in bar(0.5)


def test_a_chart_shows_a_week_at_least_and_four_weeks_at_most(app, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    for back, shown in ((0, 7), (9, 10), (90, 28)):
        days = last_days({TODAY - timedelta(days=back): 3})
        assert len(days) == shown
        assert days[-1][0] == TODAY


def test_what_was_never_handed_out_does_not_stand_in_the_way(peer, leaflet):
    assert "Not handed out yet" in peer.get("/leaflets").text
    batch_with(leaflet, "Library")
    assert "Not handed out yet" not in peer.get("/leaflets").text


def test_the_file_for_a_spreadsheet(peer, leaflet):
    batch = batch_with(leaflet, '=HYPERLINK("http://x")', scans=[4, 2], copies=[10])
    answer = peer.get(f"/leaflets/of/{leaflet.listing_key}/numbers.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="1-1-open-event-numbers.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert head == ["Leaflet", "Place", "Code", "Day", "Handed out", "Scans", "Came"]
    place = '\'=HYPERLINK("http://x")'
    assert rows == [
        ["'=1+1 Open event", place, batch.code, "2027-03-09", "0", "2", ""],
        ["'=1+1 Open event", place, batch.code, "2027-03-10", "10", "4", ""],
    ]


def test_how_many_came_stands_beside_it(peer, leaflet):
    batch = batch_with(leaflet, "Library", scans=[4], copies=[10])
    Tap.add((leaflet.listing_key, TODAY), 7, source="account:1")
    db.session.commit()
    page = peer.get(f"/leaflets/of/{leaflet.listing_key}").text
    assert "<span>4 scans of 10 handed out</span> <span>7 came</span>" in page, "at a glance"
    row = r"10 Mar 2027</time></th>\s*" + r"\s*".join(f'<td class="number">{it}</td>' for it in (10, 4, 7))
    assert re.search(row, page)
    lines = peer.get(f"/leaflets/of/{leaflet.listing_key}/numbers.csv").text.splitlines()
    assert lines[1].endswith(f",{batch.code},2027-03-10,10,4,")
    assert lines[2].endswith(",,,2027-03-10,,,7")


def test_places_without_a_scan_stand_in_it_too(peer, leaflet):
    quiet = batch_with(leaflet, "Barber")
    address = f"/leaflets/of/{leaflet.listing_key}"
    rows = list(csv.reader(io.StringIO(peer.get(f"{address}/numbers.csv").data.decode("utf-8-sig"), newline="")))
    assert rows[1:] == [["'=1+1 Open event", "Barber", quiet.code, "", "0", "0", ""]]
    table = peer.get(address).text.partition("Which places work best")[2].partition("Day by day")[0]
    assert ">Barber</a>" in table


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", " =1", "\t=1", "\r1", "＝1", "\xa0=1"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Brixton library", "5-a-side", "a=b", ""])
def test_other_cells_stand_as_typed(cell):
    assert harmless(cell) == cell
