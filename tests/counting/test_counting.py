"""How many came: taps on tablets and phones add up, each once, and nobody's name is in it."""

from datetime import timedelta
from itertools import permutations

import pytest

from peer_app.core import clock
from peer_app.counting.models import Tap, came, came_by_day, came_to, doors
from peer_app.extensions import db
from tests.factories import enrol, make_event, make_group, make_van_stop
from tests.records import make_record, tap

KEY = "event:12"
ANOTHER_EPOCH = "0190a000-0000-7000-8000-000000000001"


@pytest.fixture
def send(client):
    enrol(client)

    def send(*contents, again=()):
        made = [make_record(content, kind="count", seq=number) for number, content in enumerate(contents, 1)]
        answer = client.post("/sync/records", json={"records": [*made, *again]})
        return made, [receipt["status"] for receipt in answer.json["receipts"]]

    return send


def test_each_tap_counts_once_however_often_it_is_sent(send):
    made, statuses = send(tap(), tap(), tap(), tap(-1))
    assert statuses == ["stored"] * 4
    assert came(KEY, clock.today()) == 2
    _made, statuses = send(tap(), again=made)
    assert statuses == ["stored"] + ["duplicate"] * 4
    assert came(KEY, clock.today()) == 3


def test_two_tablets_at_one_door_add_up(app, send):
    other = app.test_client()
    enrol(other, "Van 2")
    send(tap(), tap())
    count(other, *[tap()] * 3)
    assert came(KEY, clock.today()) == 5


def count(tablet, *contents, epoch=ANOTHER_EPOCH):
    records = [make_record(content, kind="count", epoch=epoch, seq=seq) for seq, content in enumerate(contents, 1)]
    assert tablet.post("/sync/records", json={"records": records}).status_code == 200


def test_a_source_takes_back_only_what_it_counted_itself(app, client, send, sign_in):
    """Five hundred made-up slips on a stolen tablet, and on a phone."""
    send(*[tap()] * 40)
    thief = app.test_client()
    enrol(thief, "Van 2")
    count(thief, *[tap(-1)] * 300)
    count(thief, *[tap(-1)] * 100, epoch="account:1")
    Tap.add((KEY, clock.today()), -1, source="account:1")
    db.session.commit()
    assert came(KEY, clock.today()) == 40
    assert came_by_day(KEY) == {clock.today(): 40}
    send(tap(-1))
    assert came(KEY, clock.today()) == 39


def test_in_whatever_order_two_sources_taps_arrive(app, client):
    other = app.test_client()
    enrol(client)
    enrol(other, "Van 2")
    today = clock.today()
    for number, order in enumerate(permutations([(client, 1), (client, -1), (client, 1), (other, -1)]), 1):
        for seq, (tablet, change) in enumerate(order, 1):
            epoch = f"epoch-of-{'a' if tablet is client else 'b'}-{number}"
            record = make_record(tap(change, listing=f"event:{number}"), kind="count", epoch=epoch, seq=seq)
            assert tablet.post("/sync/records", json={"records": [record]}).status_code == 200
        assert came(f"event:{number}", today) == 1


def test_a_slip_that_arrives_first_is_mended_by_what_it_mends(send):
    send(tap(-1))
    assert came(KEY, clock.today()) == 0
    send(tap())
    send(tap())
    assert came(KEY, clock.today()) == 1


def test_days_and_listings_are_counted_apart(send):
    today = clock.today()
    later = today + timedelta(days=7)
    send(tap(), tap(day=later.isoformat()), tap(day=later.isoformat()), tap(listing="group:3"))
    assert came_by_day(KEY) == {today: 1, later: 2}
    assert came_to([(KEY, today), ("group:3", today), ("event:99", today)]) == {(KEY, today): 1, ("group:3", today): 1}


@pytest.mark.parametrize(
    ("days", "status"), [(-367, "needs-a-look"), (-366, "stored"), (366, "stored"), (367, "needs-a-look")]
)
def test_a_day_more_than_a_year_away_needs_a_look(send, days, status):
    day = clock.today() + timedelta(days=days)
    _made, statuses = send(tap(day=day.isoformat()))
    assert statuses == [status]


@pytest.mark.parametrize(
    "wrong",
    [
        {"v": True},
        {"v": 2},
        {"change": 0},
        {"change": True},
        {"change": 1000},
        {"change": "1"},
        {"listing": "event"},
        {"listing": "event:1234567890"},
        {"listing": ["event:1"]},
        {"day": "2027-02-30"},
        {"day": "20270302"},
        {"day": "1027-03-02"},
        {"day": None},
        {"name": "Zainab"},
    ],
    ids=repr,
)
def test_what_is_no_tap_needs_a_look(send, wrong):
    _made, statuses = send(tap(**wrong), tap())
    assert statuses == ["needs-a-look", "stored"]
    assert came(KEY, clock.today()) == 1


def test_a_peer_supporter_counts_on_their_own_phone(client, sign_in):
    event = make_event(starts_at=clock.now(), title="Breakfast together")
    key, day = event.listing.key, clock.today()
    sign_in(client, role="peer")
    page = client.get("/counting").text
    address = f"/counting/{key}/{day.isoformat()}"
    assert address in page
    for change in ("1", "1", "1", "-1"):
        answer = client.submit(address, change=change)
        assert (answer.status_code, answer.location) == (303, address)
    assert "<b>2</b>" in client.get(address).text
    assert client.get(address).headers["Cache-Control"] == "no-store"
    assert "2 came" in client.get("/counting").text
    assert came(key, day) == 2


@pytest.mark.parametrize("change", ["0", "2", "x", "", "-100"])
def test_one_tap_is_one_person(client, sign_in, change):
    event = make_event(starts_at=clock.now())
    sign_in(client, role="peer")
    address = f"/counting/{event.listing.key}/{clock.today().isoformat()}"
    assert client.submit(address, change=change).status_code == 400
    assert db.session.query(Tap).count() == 0


def test_only_what_is_on_around_now_can_be_counted(client, sign_in):
    now = clock.now()
    far = make_event(starts_at=now + timedelta(days=30))
    gone = make_event(starts_at=now, title="Called off")
    gone.cancel()
    db.session.commit()
    sign_in(client, role="peer")
    for key, day in [
        (far.listing.key, clock.local(far.starts_at).date()),
        (gone.listing.key, clock.today()),
        ("event:1", "2027-02-31"),
    ]:
        assert client.get(f"/counting/{key}/{day}").status_code == 404


def test_what_can_be_counted_has_a_day_and_is_near(app):
    now = clock.now()
    event = make_event(starts_at=now - timedelta(hours=5))
    stop = make_van_stop(starts_at=now + timedelta(days=1))
    group = make_group(starts_at=now + timedelta(days=2))
    make_event(starts_at=now + timedelta(days=9))
    found = [door for door, _listing in doors()]
    assert [key for key, _day in found] == [event.listing.key, stop.listing.key, f"group:{group.id}"]
    assert found[0][1] == clock.local(now - timedelta(hours=5)).date()


def test_the_vans_page_is_carried_and_knows_its_doors(client):
    event = make_event(title="Breakfast <together>", starts_at=clock.now() + timedelta(hours=1))
    enrol(client)
    assert "/en/van/counting" in client.get("/sync/pack").json["pages"]
    page = client.get("/en/van/counting").text
    day = clock.local(event.starts_at).date().isoformat()
    assert f'data-key="{event.listing.key}" data-day="{day}"' in page
    assert "Breakfast &lt;together&gt;" in page
    assert 'href="/en/van/counting"' in client.get("/en/van").text
