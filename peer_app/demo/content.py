"""The Living Well Network's coming weeks, whatever today's date is."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from peer_app.core import clock
from peer_app.demo import places, translations
from peer_app.demo.places import at
from peer_app.events.models import Event
from peer_app.extensions import db
from peer_app.groups.models import Group
from peer_app.leaflets import jobs as leaflets
from peer_app.opportunities.models import PAID, TRAINING, Opportunity
from peer_app.organisation import models as organisation
from peer_app.van_stops.models import VanStop

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(6)

WELCOME = "Everyone. No referral needed. Bring a friend if you like."


def load() -> bool:
    """Fill an empty database; False, and nothing done, when there is content already."""
    if any(db.session.scalar(select(func.count(model.id))) for model in (Event, Group, VanStop, Opportunity)):
        return False
    _organisation()
    places.load()
    _events()
    _groups()
    _opportunities()
    _paid_and_training()
    _van_stops()
    translations.load()
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
        getting_there=(
            "Buses 2, 3, 37 and 196 stop at the corner. From Brixton station it is ten minutes on foot.\n"
            "Look for the blue door. Ring the bell, or just walk in. You need no appointment. "
            "Say “I would like to meet somebody”, and somebody comes."
        ),
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
        **at("Mosaic Clubhouse"),
        spoken=["pt", "es"],
        **_between(THURSDAY, "10:00", "12:30", 3),
    )
    Event.create(
        title="Collaborative breakfast",
        expect=(
            "Breakfast together at long tables. Pick a topic, or just eat. "
            "Each month somebody tells a story from their life, and we talk about what would help."
        ),
        welcome=WELCOME,
        **at("Coffee Lovers Cafe"),
        is_free=False,
        cost="Pay what you can. The first coffee is free.",
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
        **at("Brixton Library"),
    )
    Group.create(
        title="Walk and talk",
        about="A slow walk around the park, then a hot drink. Wear what you have. We wait for everyone.",
        welcome=WELCOME,
        meets="Every second Saturday",
        starts_at=_next(SATURDAY, "11:00"),
        minutes=60,
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
        spoken=["pt"],
        access_notes="The path is flat. There are benches on the way.",
        **at("Brockwell Park, Herne Hill gate"),
    )


def _opportunities() -> None:
    Opportunity.create(
        title="Say hello at the open event",
        what_you_do="Stand by the door, smile, and show people where the tea is. You always do it in twos.",
        when="Two hours, once a month",
        what_you_get="Lunch, travel costs, a reference if you want one, and people who know your name.",
        support="Somebody who has done it before stands with you, for as long as you like.",
        how_to_start="Come to an open event and ask, or ring us.",
        **at("Mosaic Clubhouse"),
    )
    Opportunity.create(
        title="Ride along with the van",
        what_you_do="Hand out leaflets, talk with people who stop, and help set up the table.",
        when="One Saturday morning, when you can",
        what_you_get="Training for a day, lunch, and travel costs.",
        support="A peer supporter is beside you all the time.",
        how_to_start="Say so at a van stop, or ring us.",
        **at("Mosaic Clubhouse"),
    )


def _paid_and_training() -> None:
    Opportunity.create(
        title="Peer supporter, two days a week",
        role=PAID,
        what_you_do="Go out with the van, listen to people, and introduce them to groups and to each other.",
        when="Two days a week, on days that suit you",
        what_you_get="£14.20 an hour, paid holidays, and a pension.",
        support="You have a colleague to talk to every week. You can bring what you have lived through.",
        no_experience=False,
        how_to_start="Ring us for a chat first. We help you with the form.",
        **at("Mosaic Clubhouse"),
    )
    Opportunity.create(
        title="Learn to listen: a course in peer support",
        role=TRAINING,
        what_you_do="Learn how to listen, how to tell your own story, and how to look after yourself.",
        when="Six Monday mornings, three times a year",
        what_you_get="Lunch, travel costs, and a certificate.",
        support="A small group, breaks when you want them, and help with reading and writing.",
        how_to_start="Come to an open event and ask, or ring us.",
        spoken=["pt"],
        **at("Brixton Library"),
    )


def _van_stops() -> None:
    about = "Come and say hello. There is tea, and somebody who has been there. Ask what is on near you."
    for place_name, weekday, spoken in (
        ("Windrush Square", TUESDAY, ["pt", "es"]),
        ("Streatham Common", THURSDAY, ["pl"]),
        ("Lower Marsh market", SATURDAY, ["ar"]),
    ):
        VanStop.create(
            title=f"Van at {place_name}",
            about=about,
            spoken=spoken,
            **at(place_name),
            **_between(weekday, "11:00", "16:00", 1),
        )


def _leaflets() -> None:
    """One for everything that is on, so that the van has codes to show from the first day."""
    db.session.flush()
    leaflets.make()
