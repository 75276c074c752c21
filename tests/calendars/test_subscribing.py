"""How somebody gets dates that change with what happens: by subscribing first, by a file second."""

import html
import re

import pytest

from peer_app.extensions import db
from tests.factories import make_event, make_group

HOST = "127.0.0.1:8000"


def links(page: str) -> list[str]:
    return [html.unescape(href) for href in re.findall(r'href="([^"]+)"', page)]


@pytest.mark.parametrize("language", ["en", "pt", "es", "pl", "ar"])
def test_all_dates_are_offered_to_subscribe_to_first(client, language):
    make_event()
    assert f"/{language}/calendar" in links(client.get(f"/{language}/").text)
    page = client.get(f"/{language}/calendar").text
    main = re.search(r'class="button main" href="([^"]+)"', page)
    assert main
    assert main[1] == f"webcal://{HOST}/{language}/calendar.ics"
    assert f"http://{HOST}/{language}/calendar.ics" in page  # to paste
    assert "Google" in page
    assert "Outlook" in page
    assert f"/{language}/calendar.ics" in links(page)
    assert page.index("webcal:") < page.index(f'href="/{language}/calendar.ics"')


def test_what_was_asked_for_goes_along(client):
    make_event(area="Brixton")
    asked = "kind=event&area=Brixton&free=1"
    assert f"/en/calendar?{asked}" in links(client.get(f"/en/?{asked}&day=2099-01-01&after=x").text)
    page = client.get(f"/en/calendar?{asked}").text
    assert f"webcal://{HOST}/en/calendar.ics?{asked}" in links(page)
    assert "Open events" in page
    assert f"/pl/calendar?{asked}" in links(page)


@pytest.mark.parametrize(
    "odd", ["?kind=%00&q=%22%3E%3Cscript%3E", "?q=%D8%A7%D9%84", "?area=%ED%A0%80", "?q=a%26b%3Dc%23d"]
)
def test_odd_questions_stay_addresses(client, odd):
    page = client.get(f"/en/calendar{odd}").text
    assert "<script>" not in page
    [address] = [it for it in links(page) if it.startswith("webcal:")]
    path = address.removeprefix(f"webcal://{HOST}")
    assert client.get(path).mimetype == "text/calendar"
    assert f"http://{HOST}{path}" in links(page) or f"http://{HOST}{path}" in html.unescape(page)


def test_a_group_is_subscribed_to_because_its_sessions_change(client):
    group = make_group()
    address = "/en/groups/reading-aloud/calendar"
    assert address in links(client.get("/en/groups/reading-aloud").text)
    page = client.get(address).text
    assert f"webcal://{HOST}/en/groups/reading-aloud.ics" in links(page)
    assert "/en/groups/reading-aloud.ics" in links(page)
    assert group.title in page
    assert client.get("/en/groups/nothing/calendar").status_code == 404


def test_what_happens_once_is_added_at_once(client):
    event = make_event()
    assert f"/en/events/{event.slug}.ics" in links(client.get(f"/en/events/{event.slug}").text)


def test_what_a_calendar_then_fetches_says_how_often_to_look_again(client):
    make_event()
    db.session.commit()
    feed = client.get("/en/calendar.ics").text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in feed
    assert "X-PUBLISHED-TTL:PT1H" in feed
