"""The form for a van stop."""

from typing import Any

from flask_babel import lazy_gettext as _l

from peer_app.core.edit_form import DayFields, EditForm
from peer_app.core.forms import needed, note
from peer_app.places.at_place import AtPlaceFields
from peer_app.van_stops.models import VanStop

_PLAIN = ("title", "about")


class VanStopForm(EditForm, DayFields, AtPlaceFields):
    """Where the van will be, and what one finds there."""

    ON_SCREEN = ("title", "day", "starts", "ends", *AtPlaceFields.ON_SCREEN, "about")

    about = note(
        _l("What will happen when you come by?"),
        needed(_l("Enter a sentence or two, like: There is tea, and somebody who has been there.")),
    )

    @classmethod
    def for_stop(cls, stop: VanStop | None = None) -> "VanStopForm":
        """An empty form, or one filled with what a stop says now."""
        if stop is None:
            form = cls()
        else:
            times = cls.filled_with(stop.starts_at, stop.ends_at)
            form = cls(data={name: getattr(stop, name) for name in _PLAIN} | times | cls.filled_with_facts(stop))
            form.look_at(stop.changed_at)
        form.offer()
        return form

    def makes_sense(self) -> bool:
        return all([self.times_make_sense(still_to_come=not self.changes), self.cost_makes_sense()])

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `VanStop.create` takes it."""
        return {name: self[name].data for name in _PLAIN} | self.moments() | self.facts_of_place()
