"""A device's clock may be years off, but not centuries: what could not be shown again needs a look."""

import pytest

from tests.factories import enrol
from tests.records import YES, make_record, registration

EDGES = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "1969-12-31T23:59:59Z"]


def send(client, record):
    [receipt] = client.post("/sync/records", json={"records": [record]}).json["receipts"]
    return receipt["status"]


@pytest.mark.parametrize("edge", EDGES)
def test_it_never_makes_people_unreadable(client, sign_in, edge):
    sign_in(client, role="peer")
    enrol(client)
    assert send(client, make_record(made_at=edge)) == "needs-a-look"
    assert send(client, make_record(registration(permissions=[YES | {"at": edge}]))) == "needs-a-look"
    assert client.get("/people").status_code == 200


@pytest.mark.parametrize("year", [1970, 2037, 2199])
def test_a_clock_that_is_years_off_is_taken(client, sign_in, year):
    sign_in(client, role="peer")
    enrol(client)
    assert send(client, make_record(made_at=f"{year}-06-01T00:00:00Z")) == "stored"
    assert client.get("/people").status_code == 200
