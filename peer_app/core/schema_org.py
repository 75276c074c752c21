"""What is on, in the words of schema.org, which search engines and maps read from a page as JSON-LD."""

import re
from typing import Any

from flask import Flask, current_app

from peer_app.core import clock
from peer_app.core.languages import current
from peer_app.core.listings import Listing
from peer_app.core.said import plain

#: The end of a British address: "London SW8 2JR".
_TOWN = re.compile(r"(?P<town>.*?),?\s*(?P<code>[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})")

Facts = dict[str, Any]


def event_facts(listing: Listing, about: str, organiser: str, cost: str = "") -> Facts:
    """An `Event`: one time and place. `about` says what happens there, `cost` in words what it costs."""
    here = _address_of(listing.path)
    facts: Facts = {
        "@type": "Event",
        "name": plain(listing, "title"),
        "description": about,
        "url": here,
        "eventStatus": f"https://schema.org/{_status(listing)}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place_facts(listing.place_name, listing.address, listing.position),
        "organizer": organisation_facts(organiser),
        "isAccessibleForFree": listing.is_free,
        "offers": _offer(listing, here, cost),
    }
    for name, moment in (("startDate", listing.starts_at), ("endDate", listing.ends_at)):
        if moment is not None:
            facts[name] = clock.local(moment).isoformat()
    if listing.recurrence_id and listing.is_moved:
        facts["previousStartDate"] = clock.local(listing.recurrence_id).isoformat()
    return facts


def series_facts(listing: Listing, sessions: list[Listing], about: str, organiser: str, cost: str = "") -> Facts:
    """An `EventSeries` with its next sessions, each of which is an `Event`."""
    return {
        "@type": "EventSeries",
        "name": plain(listing, "title"),
        "description": about,
        "url": _address_of(listing.path),
        "location": place_facts(listing.place_name, listing.address, listing.position),
        "organizer": organisation_facts(organiser),
        "isAccessibleForFree": listing.is_free,
        "subEvent": [event_facts(session, about, organiser, cost) for session in sessions],
    }


def role_facts(listing: Listing, about: str, organiser: str, *, volunteer: bool) -> Facts:
    """A `JobPosting`: something to do, paid or not."""
    return {
        "@type": "JobPosting",
        "title": plain(listing, "title"),
        "description": about,
        "url": _address_of(listing.path),
        "datePosted": clock.local(listing.changed_at).date().isoformat(),
        "employmentType": "VOLUNTEER" if volunteer else "OTHER",
        "hiringOrganization": organisation_facts(organiser),
        "jobLocation": place_facts(listing.place_name, listing.address, listing.position),
    }


def list_facts(listings: list[Listing]) -> Facts:
    """An `ItemList` of the pages that a page leads to, each once."""
    addresses = dict.fromkeys(_address_of(listing.path) for listing in listings)
    items = [{"@type": "ListItem", "position": at, "url": url} for at, url in enumerate(addresses, 1)]
    return {"@type": "ItemList", "itemListElement": items}


def place_facts(name: str, address: str, position: tuple[float, float] | None = None) -> Facts:
    """A `Place` with its address and, where it is known, where it lies on the globe."""
    facts: Facts = {"@type": "Place", "name": name, "address": _postal_address(address)}
    if position:
        facts["geo"] = {"@type": "GeoCoordinates", "latitude": position[0], "longitude": position[1]}
    return facts


def organisation_facts(name: str) -> Facts:
    """An `Organization`: us."""
    return {"@type": "Organization", "name": name, "url": current_app.config["ORIGIN"]}


def _status(listing: Listing) -> str:
    if listing.cancelled:
        return "EventCancelled"
    return "EventRescheduled" if listing.is_moved else "EventScheduled"


def _address_of(path: str) -> str:
    return f"{current_app.config['ORIGIN']}/{current().code}{path}"


def _offer(listing: Listing, here: str, cost: str) -> Facts:
    if listing.is_free:
        return {"@type": "Offer", "price": 0, "priceCurrency": "GBP", "url": here}
    return {"@type": "Offer", "description": cost, "url": here}


def _postal_address(address: str) -> Facts:
    *street, last = address.strip().splitlines() or [""]
    facts: Facts = {"@type": "PostalAddress", "addressCountry": "GB"}
    found = _TOWN.fullmatch(last.strip())
    if found:
        facts["postalCode"] = found["code"]
        if found["town"]:
            facts["addressLocality"] = found["town"]
    else:
        street.append(last)
    if street:
        facts["streetAddress"] = ", ".join(line.strip() for line in street)
    return facts


def init_app(app: Flask) -> None:
    """Give templates these facts; `json_ld(…)` puts them into a page."""
    for function in (event_facts, series_facts, role_facts, list_facts, place_facts):
        app.jinja_env.globals[function.__name__] = function
