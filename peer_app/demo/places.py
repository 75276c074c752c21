"""Places in Lambeth where the demo content is on."""

from typing import Any

from sqlalchemy import select

from peer_app.extensions import db
from peer_app.places.models import ACCESSIBLE_TOILETS, NO_TOILETS, TOILETS, Place

_DAILY = "Every day, all day"

PLACES: tuple[dict[str, Any], ...] = (
    {
        "title": "Mosaic Clubhouse",
        "address": "65 Effra Road\nLondon SW2 1BZ",
        "area": "Brixton",
        "about": "A house with a big kitchen, a garden, computers and quiet corners.",
        "step_free": True,
        "toilets": ACCESSIBLE_TOILETS,
        "hearing_loop": True,
        "spoken": ["pt", "es"],
        "opening_hours": "Monday to Friday, 9:00 to 17:00",
        "latitude": 51.4553,
        "longitude": -0.1135,
    },
    {
        "title": "Coffee Lovers Cafe",
        "address": "268 Wandsworth Rd\nLondon SW8 2JR",
        "area": "Stockwell",
        "about": "A small café with long tables and good cake.",
        "step_free": False,
        "toilets": TOILETS,
        "hearing_loop": False,
        "spoken": ["pt"],
        "opening_hours": "Monday to Saturday, 8:00 to 17:00",
        "latitude": 51.4746,
        "longitude": -0.1298,
    },
    {
        "title": "Brixton Library",
        "address": "Brixton Oval\nLondon SW2 1JQ",
        "area": "Brixton",
        "about": "Books in many languages, computers, and warm rooms. You need no card to sit and read.",
        "step_free": True,
        "toilets": ACCESSIBLE_TOILETS,
        "hearing_loop": True,
        "spoken": ["es", "ar"],
        "opening_hours": "Monday to Friday, 9:00 to 20:00\nSaturday, 9:00 to 17:00\nSunday, 12:00 to 17:00",
        "latitude": 51.4612,
        "longitude": -0.1150,
    },
    {
        "title": "Brockwell Park, Herne Hill gate",
        "address": "Norwood Road\nLondon SE24 9BJ",
        "area": "Herne Hill",
        "about": "A big park with a café in the old hall, a pond and wide views.",
        "step_free": True,
        "toilets": TOILETS,
        "opening_hours": "Every day, from 7:30 until it gets dark",
        "latitude": 51.4525,
        "longitude": -0.1028,
    },
    {
        "title": "Windrush Square",
        "address": "Brixton Oval\nLondon SW2 1JQ",
        "area": "Brixton",
        "about": "The square in front of the library. There are benches under the trees.",
        "step_free": True,
        "toilets": NO_TOILETS,
        "opening_hours": _DAILY,
        "latitude": 51.4609,
        "longitude": -0.1156,
    },
    {
        "title": "Streatham Common",
        "address": "Streatham High Road\nLondon SW16 3BX",
        "area": "Streatham",
        "about": "A green hill beside the High Road. The van stands at the bottom.",
        "step_free": True,
        "toilets": NO_TOILETS,
        "opening_hours": _DAILY,
        "latitude": 51.4222,
        "longitude": -0.1278,
    },
    {
        "title": "Lower Marsh market",
        "address": "Lower Marsh\nLondon SE1 7RG",
        "area": "Waterloo",
        "about": "A street market behind the station, with food from everywhere.",
        "step_free": True,
        "toilets": NO_TOILETS,
        "opening_hours": "The market is on from Monday to Saturday.",
        "latitude": 51.5005,
        "longitude": -0.1130,
    },
)


def load() -> None:
    """Make them all; the caller commits."""
    for facts in PLACES:
        Place.create(**facts)
    db.session.flush()


def at(title: str) -> dict[str, Any]:
    """The facts of something that is on at one of these places."""
    place = db.session.scalars(select(Place).where(Place.title == title)).one()
    return {"place_id": place.id, "place_name": place.title, "address": place.address, "area": place.area}
