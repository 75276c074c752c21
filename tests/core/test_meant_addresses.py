"""Addresses as people type, shorten and paste them lead to the page they meant."""

import pytest

from tests.factories import make_event, make_group


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/pt/events/open-event/", "/pt/events/open-event"),
        ("/PT/events/open-event", "/pt/events/open-event"),
        ("/pt/Events/Open-Event", "/pt/events/open-event"),
        ("/pt/events/open-event.", "/pt/events/open-event"),
        ("/events/open-event/", "/events/open-event"),
        ("/AR/", "/ar/"),
        ("/Pl", "/pl/"),
        ("/en/van-stops/", "/en/van-stops"),
        ("/en/van-stops/?week=2", "/en/van-stops?week=2"),
        ("/sign-in/", "/sign-in"),
        ("/pt/events", "/pt/?kind=event"),
        ("/pt/Groups/", "/pt/?kind=group"),
        ("/es/volunteering", "/es/?kind=opportunity"),
        ("/events", "/?kind=event"),
    ],
)
def test_a_sloppy_one_leads_to_the_page_for_good(client, typed, meant):
    make_event()
    answer = client.get(typed)
    assert (answer.status_code, answer.location) == (301, meant)
    assert client.get(meant).status_code in {200, 302}


@pytest.mark.parametrize(
    "address",
    [
        "/en/events/never-was",
        "/en/nothing",
        "/",
        "/yes/BCDFGHJKMN",
        "/me/BCDFGHJKMNPQRSTV",
        "/nothing/events",
        "/assets/1/nothing.js",
    ],
)
def test_what_nobody_can_have_meant_is_not_led_on(client, address):
    assert client.get(address).status_code != 301


def test_capital_letters_of_a_code_or_a_moment_are_meant(client, sign_in):
    sign_in(client)
    group = make_group()
    for address in ("/leaflets/BCDFG", "/en/van/leaflets/BCDFG", f"/groups/{group.slug}/sessions/20270310T1400"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["//example.org/", "/%2Fexample.org/", "///example.org", "/\\example.org/"])
def test_it_never_leads_to_another_site(client, address):
    answer = client.get("http://127.0.0.1:8000" + address)
    assert answer.status_code == 404 or not answer.location.startswith(("//", "/\\", "http"))


def test_it_ends_somewhere(client):
    for address in ("/assets/1/nothing.js/", "/en/events/Never.Was./", "/EN/./", "/.", "/PT/nothing/.,"):
        assert client.get(address, follow_redirects=True).status_code in {200, 404}


def test_nothing_that_is_sent_is_led_on(client):
    assert client.post("/pt/events/").status_code == 404
