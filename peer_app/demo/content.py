"""The Living Well Network's coming weeks, whatever today's date is."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from peer_app.core import clock, listings
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.groups.models import Group
from peer_app.leaflets.models import Leaflet
from peer_app.opportunities.models import Opportunity
from peer_app.organisation import models as organisation
from peer_app.van_stops.models import VanStop

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(6)

CAFE: dict[str, Any] = {"place_name": "Coffee Lovers Cafe", "address": "268 Wandsworth Rd\nLondon SW8 2JR"}
LIBRARY: dict[str, Any] = {"place_name": "Brixton Library", "address": "Brixton Oval\nLondon SW2 1JQ"}
WELCOME = "Everyone. No referral needed. Bring a friend if you like."


def load() -> bool:
    """Fill an empty database; False, and nothing done, when there is content already."""
    if any(db.session.scalar(select(func.count(model.id))) for model in (Event, Group, VanStop, Opportunity)):
        return False
    _organisation()
    _events()
    _groups()
    _opportunities()
    _van_stops()
    _leaflets()
    db.session.commit()
    return True


def _next(weekday: int, at: str, *, after_days: int = 1) -> datetime:
    """The next such weekday at a wall-clock time, at least `after_days` from today, as UTC."""
    day = clock.today() + timedelta(days=after_days)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    local = datetime.combine(day, time.fromisoformat(at), tzinfo=clock.time_zone())
    return local.astimezone(UTC)


def _between(weekday: int, start: str, end: str, after_days: int) -> dict[str, Any]:
    return {
        "starts_at": _next(weekday, start, after_days=after_days),
        "ends_at": _next(weekday, end, after_days=after_days),
    }


def _organisation() -> None:
    organisation.save(
        name="Living Well Network",
        phone="020 7946 0123",
        address="Mosaic Clubhouse\n65 Effra Road\nLondon SW2 1BZ",
        opening_hours="Monday to Friday, 9 to 5",
        safeguarding_lead="The safeguarding lead",
        safeguarding_phone="020 7946 0124",
    )


def _events() -> None:
    Event.create(
        title="Living Well open event",
        expect=(
            "Someone will say hello and make you a cup of tea. You can sit and listen, or ask anything. "
            "People who run groups nearby will be there, and you can meet them.\n"
            "Nobody will ask why you came. Stay for five minutes or all morning."
        ),
        welcome=WELCOME,
        place_name="Mosaic Clubhouse",
        address="65 Effra Road\nLondon SW2 1BZ",
        **_between(THURSDAY, "10:00", "12:30", 3),
    )
    Event.create(
        title="Collaborative breakfast",
        expect=(
            "Breakfast together at long tables. Pick a topic, or just eat. "
            "Each month somebody tells a story from their life, and we talk about what would help."
        ),
        welcome=WELCOME,
        **CAFE,
        **_between(FRIDAY, "08:00", "10:00", 8),
    )


def _groups() -> None:
    Group.create(
        title="Reading aloud together",
        about=(
            "We read a short story and a poem aloud, and stop to talk when we like. "
            "You need not read. You can just listen."
        ),
        welcome=WELCOME,
        meets="Every Tuesday",
        starts_at=_next(TUESDAY, "14:00"),
        minutes=90,
        rule="FREQ=WEEKLY;BYDAY=TU",
        **LIBRARY,
    )
    Group.create(
        title="Walk and talk",
        about="A slow walk around the park, then a hot drink. Wear what you have. We wait for everyone.",
        welcome=WELCOME,
        meets="Every second Saturday",
        starts_at=_next(SATURDAY, "11:00"),
        minutes=60,
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
        place_name="Brockwell Park, Herne Hill gate",
        address="Norwood Road\nLondon SE24 9BJ",
    )


def _opportunities() -> None:
    Opportunity.create(
        title="Say hello at the open event",
        what_you_do="Stand by the door, smile, and show people where the tea is. You always do it in twos.",
        when="Two hours, once a month",
        what_you_get="Lunch, travel costs, a reference if you want one, and people who know your name.",
        how_to_start="No experience needed. Come to an open event and ask, or ring us.",
        place_name="Mosaic Clubhouse",
        address="65 Effra Road\nLondon SW2 1BZ",
    )
    Opportunity.create(
        title="Ride along with the van",
        what_you_do="Hand out leaflets, talk with people who stop, and help set up the table.",
        when="One Saturday morning, when you can",
        what_you_get="Training for a day, lunch, travel costs, and a peer supporter beside you all the time.",
        how_to_start="No experience needed. Say so at a van stop, or ring us.",
        place_name="Mosaic Clubhouse",
        address="65 Effra Road\nLondon SW2 1BZ",
    )


def _van_stops() -> None:
    about = "Come and say hello. There is tea, and somebody who has been there. Ask what is on near you."
    stops = (
        ("Van at Windrush Square", "Windrush Square", "Brixton Oval\nLondon SW2 1JQ", "Brixton", TUESDAY),
        ("Van at Streatham Common", "Streatham Common", "Streatham High Road\nLondon SW16 3BX", "Streatham", THURSDAY),
        ("Van at Lower Marsh market", "Lower Marsh market", "Lower Marsh\nLondon SE1 7RG", "Waterloo", SATURDAY),
    )
    for title, place_name, address, area, weekday in stops:
        VanStop.create(
            title=title,
            about=about,
            place_name=place_name,
            address=address,
            area=area,
            **_between(weekday, "11:00", "16:00", 1),
        )


def _leaflets() -> None:
    """One for everything that is on, so that the van has codes to show from the first day."""
    now = clock.now()
    for listing in listings.upcoming(now, now + timedelta(weeks=8)):
        Leaflet.of(listing.key)
