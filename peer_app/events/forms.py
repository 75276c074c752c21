"""The form for an open event."""

from typing import Any

from flask_babel import lazy_gettext as _l

from peer_app.core.edit_form import DayFields, EditForm
from peer_app.core.forms import needed, note
from peer_app.events.models import Event
from peer_app.places.at_place import AtPlaceFields

_PLAIN = ("title", "expect", "welcome")


class EventForm(EditForm, DayFields, AtPlaceFields):
    """What a neighbour needs to know to come."""

    ON_SCREEN = ("title", "expect", "day", "starts", "ends", *AtPlaceFields.ON_SCREEN, "welcome")

    expect = note(
        _l("What will happen when you walk in?"),
        needed(_l("Enter a sentence or two, like: Someone will say hello and make you a tea.")),
    )
    welcome = note(
        _l("Who is welcome?"),
        needed(_l("Enter who is welcome, like: Everyone. No referral needed.")),
        limit=500,
        default=_l("Everyone. No referral needed."),
    )

    @classmethod
    def for_event(cls, event: Event | None = None) -> "EventForm":
        """An empty form, or one filled with what an event says now."""
        if event is None:
            form = cls()
        else:
            times = cls.filled_with(event.starts_at, event.ends_at)
            form = cls(data={name: getattr(event, name) for name in _PLAIN} | times | cls.filled_with_facts(event))
            form.look_at(event.changed_at)
        form.offer()
        return form

    @classmethod
    def filled_in(cls, facts: dict[str, Any]) -> "EventForm":
        """A form for a new event, filled with what somebody said of it, by its fields' names."""
        form = cls(data=facts)
        form.offer()
        return form

    def makes_sense(self) -> bool:
        return all([self.times_make_sense(still_to_come=not self.changes), self.cost_makes_sense()])

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `Event.create` takes it."""
        return {name: self[name].data for name in _PLAIN} | self.moments() | self.facts_of_place()
