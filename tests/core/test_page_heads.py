"""What a page's head says to search engines and to whoever is sent its link, read by a parser of its own."""

import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from peer_app.core import clock
from peer_app.core.languages import LANGUAGES
from peer_app.extensions import db
from peer_app.groups import operations
from peer_app.opportunities.models import Opportunity
from peer_app.organisation import models as organisation
from peer_app.places.models import Place
from tests.factories import make_event, make_group, make_van_stop

ORIGIN = "http://127.0.0.1:8000"
ADDRESS = "65 Effra Road\nLondon SW2 1BZ"
AFTER_CLOCKS_GO_FORWARD = datetime(2027, 7, 6, 9, tzinfo=UTC)


class Head(HTMLParser):
    """A page's links, what it says of itself, and its facts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: dict[tuple[str, str], str] = {}
        self.said: dict[str, str] = {}
        self.title, self.facts, self._inside, self._data = "", {}, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.links[values["rel"], values.get("hreflang", "")] = values["href"]
        if tag == "meta":
            self.said[values.get("property") or values.get("name") or ""] = values.get("content", "")
        is_data = values.get("type") == "application/ld+json"
        self._inside = "facts" if is_data else "title" if tag == "title" and not self.title else ""
        self._data = ""

    def handle_data(self, data: str) -> None:
        self._data += data

    def handle_endtag(self, tag: str) -> None:
        if self._inside == "facts":
            self.facts = json.loads(self._data)
        if self._inside == "title":
            self.title = self._data
        self._inside = ""


@pytest.fixture
def addresses(app: Flask) -> dict[str, str]:
    """A page of each kind."""
    organisation.save(name="Living Well Network")
    role = Opportunity.create(
        title="Say hello", what_you_do="Smile & show the tea.", when="Once a month", what_you_get="Lunch",
        how_to_start="Ring us", place_name="Mosaic Clubhouse", address=ADDRESS,
    )  # fmt: skip
    place = Place.create(title="Mosaic Clubhouse", address=ADDRESS, latitude=51.45, longitude=-0.11)
    db.session.commit()
    return {
        "event": f"/en{make_event(title='Tea & <cake>').path}",
        "group": f"/en{make_group().path}",
        "van stop": f"/en{make_van_stop().path}",
        "role": f"/en{role.path}",
        "place": f"/en{place.path}",
        "what is on": "/en/",
        "the week of the van": "/en/van-stops",
    }


KINDS = ["event", "group", "van stop", "role", "place", "what is on", "the week of the van"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_head_says_which_page_it_is_in_every_language(client: Any, addresses: dict[str, str], kind: str) -> None:
    path = addresses[kind]
    head = Head(client.get(f"{path}?from=leaflet").text)
    rest = path.removeprefix("/en")
    assert head.links["canonical", ""] == head.said["og:url"] == ORIGIN + path
    others = {tag: address for (rel, tag), address in head.links.items() if rel == "alternate"}
    assert others == {code: f"{ORIGIN}/{code}{rest}" for code in LANGUAGES} | {"x-default": ORIGIN + rest}
    assert client.get(urlsplit(others["x-default"]).path).location == path
    assert head.said["og:title"] == head.title
    assert head.said["og:description"] == head.said["description"] != ""
    assert head.said["og:locale"] == "en_GB"
    assert client.get(urlsplit(head.said["og:image"]).path).mimetype == "image/png"


def facts_of(client: Any, path: str) -> dict[str, Any]:
    facts = Head(client.get(path).text).facts
    assert facts.pop("@context") == "https://schema.org"
    return facts


def test_an_event_in_the_words_of_schema_org(client: Any) -> None:
    organisation.save(name="Living Well Network")
    event = make_event(
        title="Tea & </script> <cake>",
        starts_at=AFTER_CLOCKS_GO_FORWARD,
        ends_at=AFTER_CLOCKS_GO_FORWARD + timedelta(hours=2),
        place_name="Mosaic Clubhouse",
        address=ADDRESS,
    )
    address = f"{ORIGIN}/en{event.path}"
    assert facts_of(client, f"/en{event.path}") == {
        "@type": "Event",
        "name": "Tea & </script> <cake>",
        "description": "Someone will say hello.",
        "url": address,
        "startDate": "2027-07-06T10:00:00+01:00",
        "endDate": "2027-07-06T12:00:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "GBP", "url": address},
        "organizer": {"@type": "Organization", "name": "Living Well Network", "url": ORIGIN},
        "location": {
            "@type": "Place",
            "name": "Mosaic Clubhouse",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "65 Effra Road",
                "addressLocality": "London",
                "postalCode": "SW2 1BZ",
                "addressCountry": "GB",
            },
        },
    }


def test_what_is_cancelled_or_costs_something_says_so(client: Any) -> None:
    event = make_event(is_free=False, cost="£2 for the coffee")
    event.cancel()
    facts = facts_of(client, f"/en{event.path}")
    assert facts["eventStatus"] == "https://schema.org/EventCancelled"
    assert facts["isAccessibleForFree"] is False
    assert facts["offers"]["description"] == "£2 for the coffee"
    assert "price" not in facts["offers"]


def test_a_group_names_its_next_sessions(client: Any) -> None:
    group = make_group(starts_at=clock.now().replace(microsecond=0) + timedelta(days=3), rule="FREQ=DAILY")
    facts = facts_of(client, f"/en{group.path}")
    assert facts["@type"] == "EventSeries"
    first = facts["subEvent"][0]
    assert (first["@type"], first["name"]) == ("Event", "Reading aloud")
    assert datetime.fromisoformat(first["startDate"]) == group.starts_at
    assert first["location"]["address"]["streetAddress"] == "Brixton Oval"


def test_a_session_that_was_moved_or_cancelled_says_so(client: Any) -> None:
    group = make_group(starts_at=clock.now().replace(microsecond=0) + timedelta(days=3), rule="FREQ=DAILY")
    first, second = (group.starts_at + timedelta(days=day) for day in range(2))
    operations.move(group, first, first + timedelta(hours=2), 30)
    operations.cancel(group, second)
    db.session.commit()
    by_status = {it["eventStatus"].rpartition("/")[2]: it for it in facts_of(client, f"/en{group.path}")["subEvent"]}
    moved = by_status["EventRescheduled"]
    assert datetime.fromisoformat(moved["startDate"]) == first + timedelta(hours=2)
    assert datetime.fromisoformat(moved["previousStartDate"]) == first
    assert datetime.fromisoformat(by_status["EventCancelled"]["startDate"]) == second


def test_a_role_a_place_and_the_list(client: Any, addresses: dict[str, str]) -> None:
    role = facts_of(client, addresses["role"])
    assert (role["@type"], role["employmentType"], role["description"]) == (
        "JobPosting", "VOLUNTEER", "Smile & show the tea.",
    )  # fmt: skip
    place = facts_of(client, addresses["place"])
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 51.45, "longitude": -0.11}
    listed = [item["url"] for item in facts_of(client, addresses["what is on"])["itemListElement"]]
    assert ORIGIN + addresses["event"] in listed
    assert [urlsplit(address).path for address in listed if client.get(urlsplit(address).path).status_code != 200] == []


@pytest.mark.parametrize("path", ["/en/events/never-was", "/sign-in", "/en/van"])
def test_what_is_nobodys_to_find_has_no_such_head(client: Any, path: str) -> None:
    assert ("canonical", "") not in Head(client.get(path).text).links
