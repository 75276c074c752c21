"""The form for a place."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField

from peer_app.core import spoken
from peer_app.core.edit_form import EditForm, answer_of, said, several, wrong, yes_or_no
from peer_app.core.forms import line, needed, note
from peer_app.places.at_place import AREA_LIMIT
from peer_app.places.models import ACCESSIBLE_TOILETS, NO_TOILETS, TOILETS, Place
from peer_app.places.positions import read_position, written

_PLAIN = ("title", "address", "area", "about", "opening_hours", "toilets")
_NOT_KNOWN = _l("Not known")


class PlaceForm(EditForm):
    """What somebody needs to know who has never been there."""

    address = note(_l("Address"), needed(_l("Enter the street and postcode.")), limit=500)
    area = line(_l("Which part of town?"), limit=AREA_LIMIT)
    about = note(_l("What is there?"))
    opening_hours = note(_l("When is it open?"), limit=500)
    step_free = yes_or_no(_l("Can you get in without a step?"), _l("Yes"), _l("No, there are steps"), _NOT_KNOWN)
    toilets = RadioField(
        _l("Are there toilets?"),
        choices=[
            SelectChoice("", _NOT_KNOWN),
            SelectChoice(ACCESSIBLE_TOILETS, _l("Yes, also for a wheelchair")),
            SelectChoice(TOILETS, _l("Yes")),
            SelectChoice(NO_TOILETS, _l("No")),
        ],
        default="",
    )
    hearing_loop = yes_or_no(_l("Is there a hearing loop?"), _l("Yes"), _l("No"), _NOT_KNOWN)
    spoken = several(_l("Who speaks which languages besides English?"))
    position = StringField(_l("Where on the map?"))

    @classmethod
    def for_place(cls, place: Place | None = None) -> "PlaceForm":
        """An empty form, or one filled with what a place says now."""
        form = cls(data=_filled_with(place)) if place else cls()
        form.spoken.choices = spoken.choices()
        if place is not None:
            form.look_at(place.changed_at)
        return form

    def makes_sense(self) -> bool:
        """Whether the position is one on this Earth."""
        try:
            read_position(self.position.data or "")
        except ValueError:
            sentence = _("Enter two numbers, like 51.4612, -0.1150: north from -90 to 90, then east from -180 to 180.")
            return wrong(self.position, sentence)
        return True

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `Place.create` takes it."""
        latitude, longitude = read_position(self.position.data or "") or (None, None)
        return {name: self[name].data for name in _PLAIN} | {
            "step_free": said(self.step_free),
            "hearing_loop": said(self.hearing_loop),
            "spoken": list(self.spoken.data or []),
            "latitude": latitude,
            "longitude": longitude,
        }


def _filled_with(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in (*_PLAIN, "spoken")} | {
        "step_free": answer_of(place.step_free),
        "hearing_loop": answer_of(place.hearing_loop),
        "position": written(place.position),
    }
