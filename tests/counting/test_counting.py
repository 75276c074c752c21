"""How many came: taps on tablets and phones add up, each once, and nobody's name is in it."""

from datetime import date, timedelta

import pytest

from peer_app.core import clock
from peer_app.counting.models import HeadCount, came, came_by_day, came_in_all, doors
from peer_app.extensions import db
from tests.factories import enrol, make_event, make_group, make_van_stop
from tests.records import make_record, tap

KEY, DAY = "event:12", date(2027, 3, 2)


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
    assert came(KEY, DAY) == 2
    _made, statuses = send(tap(), again=made)
    assert statuses == ["stored"] + ["duplicate"] * 4
    assert came(KEY, DAY) == 3


def test_two_tablets_at_one_door_add_up(app, send):
    other = app.test_client()
    enrol(other, "Van 2")
    send(tap(), tap())
    records = [make_record(tap(), kind="count") for _ in range(3)]
    assert other.post("/sync/records", json={"records": records}).status_code == 200
    assert came(KEY, DAY) == 5


def test_a_slip_that_arrives_first_is_mended_by_what_it_mends(send):
    send(tap(-1))
    assert came(KEY, DAY) == 0
    send(tap())
    send(tap())
    assert came(KEY, DAY) == 1


def test_days_and_listings_are_counted_apart(send):
    send(tap(), tap(day="2027-03-09"), tap(day="2027-03-09"), tap(listing="group:3"))
    assert came_by_day(KEY) == {DAY: 1, date(2027, 3, 9): 2}
    assert came_in_all([KEY, "group:3", "event:99"]) == {KEY: 3, "group:3": 1}


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
    assert came(KEY, DAY) == 1


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
    assert db.session.query(HeadCount).count() == 0


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
