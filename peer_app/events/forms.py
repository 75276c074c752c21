"""The form for an open event."""

from datetime import UTC, datetime
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from peer_app.core import clock
from peer_app.core.forms import Date, Form, Time, exists_in, line, needed, note
from peer_app.events.models import Event

_YEARS = range(2000, 2200)


class EventForm(Form):
    """What a neighbour needs to know to come."""

    _event: Event | None = None

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

    #: What the event said when this form was opened; somebody else may change it meanwhile.
    seen = HiddenField()

    @classmethod
    def for_event(cls, event: Event) -> "EventForm":
        """The form filled with what an event says now."""
        starts, ends = clock.local(event.starts_at), clock.local(event.ends_at)
        form = cls(obj=event, day=starts.date(), starts=starts.time(), ends=ends.time(), seen=str(event.sequence))
        form._event = event
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        filled_in = bool(super().validate(extra_validators))
        whole = all(field.data is not None for field in (self.day, self.starts, self.ends))
        return (not whole or self._times_make_sense()) and filled_in and self._is_latest()

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `Event.create` takes it."""
        plain = ("title", "expect", "place_name", "address", "welcome")
        starts, ends = self._wall_clock()
        return {name: self[name].data for name in plain} | {
            "starts_at": starts.replace(tzinfo=clock.time_zone()).astimezone(UTC),
            "ends_at": ends.replace(tzinfo=clock.time_zone()).astimezone(UTC),
        }

    def _wall_clock(self) -> tuple[datetime, datetime]:
        """Start and end as a clock on the wall shows them; only once all three fields hold a value."""
        day, starts, ends = (cast("Any", field.data) for field in (self.day, self.starts, self.ends))
        return datetime.combine(day, starts), datetime.combine(day, ends)

    def _times_make_sense(self) -> bool:
        starts, ends = self._wall_clock()
        if starts.year not in _YEARS:
            self.day.errors = [_("Enter a day in this century.")]
            return False
        for field, moment in ((self.starts, starts), (self.ends, ends)):
            if not exists_in(clock.time_zone(), moment):
                field.errors = [_("The clocks go forward then: that time does not exist. Choose another.")]
                return False
        if ends <= starts:
            self.ends.errors = [_("Enter an end that comes after the start.")]
            return False
        if self._event is None and ends.replace(tzinfo=clock.time_zone()) < clock.now():
            self.day.errors = [_("Enter a day that is still to come.")]
            return False
        return True

    def _is_latest(self) -> bool:
        if self._event is None or self.seen.data == str(self._event.sequence):
            return True
        self.seen.data = str(self._event.sequence)
        self.title.errors = [_("Somebody changed this event meanwhile. Look at it, then save yours again.")]
        return False
