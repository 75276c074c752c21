"""The part of a form that says where something is on, what it costs, and how to get in."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField

from peer_app.core import spoken
from peer_app.core.edit_form import NO, YES, answer_of, said, several, wrong, yes_or_no
from peer_app.core.forms import Form, line, needed, note
from peer_app.core.published import Published
from peer_app.places.models import Place

AREA_LIMIT = 30


class WhereFields(Form):
    """A place with a page, or any other; its name and address are filled in, and may say more."""

    ON_SCREEN: ClassVar[tuple[str, ...]] = ("place", "place_name", "address")

    place = SelectField(_l("Which place is it at?"), default="")
    place_name = line(
        _l("What is the place called?"), needed(_l("Enter the name of the place, like Coffee Lovers Cafe."))
    )
    address = note(_l("Address"), needed(_l("Enter the street and postcode.")), limit=500)

    _places: list[Place]

    def offer_places(self) -> None:
        """Fill the list of places to choose from, and take over what the chosen one says. Call before `validate`."""
        self._places = Place.everything()
        self.place.choices = [
            ("", _("Somewhere else"), {}),
            *((str(it.id), it.title, {"data-address": it.address}) for it in self._places),
        ]
        chosen = self.chosen_place
        if chosen is None or not self.is_submitted():
            return
        # Words of another place are left from before it was chosen, not typed by anybody.
        for field, own, others in (
            (self.place_name, chosen.title, [it.title for it in self._places]),
            (self.address, chosen.address, [it.address for it in self._places]),
        ):
            if not field.data or field.data in others:
                field.data = own

    @property
    def chosen_place(self) -> Place | None:
        """The place with a page that was chosen, if one was."""
        return next((it for it in self._places if str(it.id) == self.place.data), None)

    def where(self) -> dict[str, Any]:
        """What the valid fields say."""
        place = self.chosen_place
        return {
            "place_id": place.id if place else None,
            "place_name": self.place_name.data,
            "address": self.address.data,
        }


class AtPlaceFields(WhereFields):
    """Where it is on, what it costs, who gets in and who is understood."""

    ABOUT_IT = ("area", "is_free", "cost", "step_free", "spoken", "access_notes")
    ON_SCREEN: ClassVar[tuple[str, ...]] = (*WhereFields.ON_SCREEN, *ABOUT_IT)

    area = line(_l("Which part of town?"), limit=AREA_LIMIT)
    is_free = RadioField(
        _l("Is it free?"),
        choices=[SelectChoice(YES, _l("Yes, it is free")), SelectChoice(NO, _l("No, it costs something"))],
        default=YES,
    )
    cost = line(_l("What does it cost?"))
    step_free = yes_or_no(
        _l("Can you get in without a step?"), _l("Yes"), _l("No, there are steps"), _l("As at the place, or not known")
    )
    spoken = several(_l("Who speaks which languages besides English?"))
    access_notes = note(_l("What else to know about getting in"), limit=500)

    @staticmethod
    def filled_with_facts(thing: Published) -> dict[str, Any]:
        """The fields' values for something that is on."""
        plain = ("place_name", "address", "area", "cost", "spoken", "access_notes")
        return {name: getattr(thing, name) for name in plain} | {
            "place": str(thing.place_id or ""),
            "is_free": YES if thing.is_free else NO,
            "step_free": answer_of(thing.step_free),
        }

    def offer(self) -> None:
        """Fill every list to choose from. Call before `validate`."""
        self.spoken.choices = spoken.choices()
        self.offer_places()
        chosen = self.chosen_place
        if chosen is not None and self.is_submitted() and not self.area.data:
            self.area.data = chosen.area

    def cost_makes_sense(self) -> bool:
        """What is not free costs something."""
        if self.is_free.data == NO and not self.cost.data and not self.cost.errors:
            return wrong(self.cost, _("Enter what it costs, like £2 – or choose that it is free."))
        return True

    def facts_of_place(self) -> dict[str, Any]:
        """What the valid fields say, as `Published.create` takes it."""
        return self.where() | {
            "area": self.area.data,
            "is_free": self.is_free.data == YES,
            "cost": self.cost.data,
            "step_free": said(self.step_free),
            "spoken": list(self.spoken.data or []),
            "access_notes": self.access_notes.data,
        }
