"""Whatever somebody writes into an address, it is a page or none, and never a crash with a page of log."""

from datetime import timedelta

import pytest

from peer_app.core import clock
from tests.factories import enrol, open_own_page
from tests.structure.test_url_map import calls_of

#: As they stand in an address: characters no database can hold, halves of some, others' quotes, and too much.
ODD = ["%00", "a%00b", "%ff", "%ED%A0%80", "%F0%9F%8C%BB", "'", "%2e%2e", "%0d%0aX:1", "x" * 3000]

QUERY = ("a", "area", "before", "day", "from", "kind", "listing", "next", "page", "q", "spoken")


@pytest.fixture
def addresses(app):
    """Each with a hole for what is odd, where a text stands; "none" is what stands there otherwise."""
    return [address.replace("none", "{}") for _rule, address, method in calls_of(app) if method == "GET"]


@pytest.mark.parametrize("odd", ODD)
def test_it_is_a_page_or_none(app, client, sign_in, addresses, odd):
    sign_in(client).is_safeguarding_lead = True
    enrol(client, shared=False)
    open_own_page(client)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    holes = [address for address in addresses if "{}" in address]
    assert len(holes) > 8
    asked = [address.replace("{}", odd) for address in holes]
    # Pages read the same few names: one odd value each, another one on each page.
    asked += [f"{address}?{'&'.join(f'{name}={odd}' for name in QUERY)}" for address in addresses[ODD.index(odd) :: 3]]
    broken = {address: status for address in asked if (status := client.get(address).status_code) >= 500}
    assert broken == {}


@pytest.mark.parametrize("beyond", ["event:9999999999999999999", "event:-1", "event:1:1", "group:²", "nothing:1", "~~"])
@pytest.mark.parametrize("towards", ["after", "before"])
def test_what_is_on_beyond_a_listing_that_cannot_be(app, client, towards, beyond):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    moment = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert client.get("/en/", query_string={towards: f"{moment}~{beyond}"}).status_code == 200
