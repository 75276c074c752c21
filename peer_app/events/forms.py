"""The form for an open event."""

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peer_app.core import clock
from peer_app.core.forms import Date, Form, Time, exists_in, line, needed, note
from peer_app.events.models import Event


class EventForm(Form):
    """What a neighbour needs to know to come."""

    title = line(_l("What is it called?"), needed(_l("Enter a title, like Open event.")), limit=120)
    expect = note(
        _l("What will happen when you walk in?"),
        needed(_l("Enter a sentence or two, like: Someone will say hello and make you a tea.")),
    )
    day = Date(_l("Which day?"), [needed(_l("Enter the day, like 14 March 2027."))])
    starts = Time(_l("From"), [needed(_l("Enter when it starts, like 10:00."))])
    ends = Time(_l("Until"), [needed(_l("Enter when it ends, like 12:30."))])
    place_name = line(_l("Where?"), needed(_l("Enter the name of the place, like Coffee Lovers Cafe.")))
    address = note(_l("Address"), needed(_l("Enter the street and postcode.")), limit=500)
    welcome = note(
        _l("Who is welcome?"),
        needed(_l("Enter who is welcome, like: Everyone. No referral needed.")),
        limit=500,
        default=_l("Everyone. No referral needed."),
    )

    @classmethod
    def for_event(cls, event: Event) -> "EventForm":
        """The form filled with what an event says now."""
        starts, ends = clock.local(event.starts_at), clock.local(event.ends_at)
        return cls(obj=event, day=starts.date(), starts=starts.time(), ends=ends.time())

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and self._times_make_sense()

    def facts(self) -> dict[str, object]:
        """What the form says, as `Event.create` takes it."""
        zone = clock.time_zone()
        plain = ("title", "expect", "place_name", "address", "welcome")
        return {name: self[name].data for name in plain} | {
            "starts_at": self._moment(self.starts.data).replace(tzinfo=zone).astimezone(UTC),
            "ends_at": self._moment(self.ends.data).replace(tzinfo=zone).astimezone(UTC),
        }

    def _moment(self, time: Any) -> datetime:
        return datetime.combine(self.day.data, time)

    def _times_make_sense(self) -> bool:
        if not 2000 <= self.day.data.year <= 2200:
            self.day.errors = [_("Enter a day in this century.")]
            return False
        for field in (self.starts, self.ends):
            if not exists_in(clock.time_zone(), self._moment(field.data)):
                field.errors = [_("The clocks go forward then: that time does not exist. Choose another.")]
                return False
        if self.ends.data <= self.starts.data:
            self.ends.errors = [_("Enter an end that comes after the start.")]
            return False
        return True
