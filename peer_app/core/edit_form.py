"""What the forms for whatever is on have in common: a title, days and times, and noticing that two people edit."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from peer_app.core import clock
from peer_app.core.forms import Date, Form, Time, exists_in, line, needed

YEARS = range(2000, 2200)
#: What starts in the evening and ends early in the morning goes on past midnight; all else would be a slip.
EVENING, MORNING = time(18), time(6)
#: How a question is answered that may be left open.
YES, NO, OPEN = "yes", "no", ""


class EditForm(Form):
    """A form to make or change something with a title."""

    title = line(_l("What is it called?"), needed(_l("Enter a title, like Open event.")), limit=120)
    #: What it said when this form was opened; somebody else may change it meanwhile.
    seen = HiddenField()

    _latest: str | None = None

    def look_at(self, changed_at: datetime) -> None:
        """It changes something that was last changed then."""
        self._latest = changed_at.isoformat()
        if not self.is_submitted():
            self.seen.data = self._latest

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field has its say first, then those that belong together, then whether it is the latest."""
        filled_in = bool(super().validate(extra_validators))
        return self.makes_sense() and filled_in and self._is_latest()

    def makes_sense(self) -> bool:
        """What several fields say together; whatever is wrong has its sentence beside a field."""
        return True

    @property
    def changes(self) -> bool:
        """Whether it is about something that is there already."""
        return self._latest is not None

    def _is_latest(self) -> bool:
        if self._latest is None or self.seen.data == self._latest:
            return True
        self.seen.data = self._latest
        return wrong(self.title, _("Somebody changed this meanwhile. Look at it, then save yours again."))


class DayFields(Form):
    """A day, from when and until when."""

    day = Date(_l("Which day?"), [needed(_l("Enter the day, like 14 March 2027."))])
    starts = Time(_l("From"), [needed(_l("Enter when it starts, like 10:00."))])
    ends = Time(_l("Until"), [needed(_l("Enter when it ends, like 12:30."))])

    @staticmethod
    def filled_with(starts_at: datetime, ends_at: datetime) -> dict[str, date | time]:
        """The fields' values for two aware moments."""
        starts, ends = clock.local(starts_at), clock.local(ends_at)
        return {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}

    def moments(self) -> dict[str, datetime]:
        """What the valid fields say, as `starts_at` and `ends_at` (aware UTC)."""
        day, starts, ends = (cast("Any", field.data) for field in (self.day, self.starts, self.ends))
        return {"starts_at": as_utc(datetime.combine(day, starts)), "ends_at": as_utc(end_of(day, starts, ends))}

    def times_make_sense(self, *, still_to_come: bool) -> bool:
        """Whether the times that are filled in exist, and the end comes after the start."""
        if any(field.data is None for field in (self.day, self.starts, self.ends)):
            return True  # each has its own sentence already
        day, starts, ends = (cast("Any", field.data) for field in (self.day, self.starts, self.ends))
        if not in_this_century(self.day):
            return False
        end = end_of(day, starts, ends)
        if not (exists(self.starts, datetime.combine(day, starts)) and exists(self.ends, end)):
            return False
        if not can_end(starts, ends):
            return wrong(self.ends, _("Enter an end that comes after the start."))
        if still_to_come and as_utc(end) < clock.now():
            return wrong(self.day, _("Enter a day that is still to come."))
        return True


def is_past_midnight(starts: time, ends: time) -> bool:
    """Whether what starts in the evening ends in the morning."""
    return starts >= EVENING and ends < MORNING


def can_end(starts: time, ends: time) -> bool:
    """Whether what starts then can end then: later that day, or past midnight."""
    return ends > starts or is_past_midnight(starts, ends)


def end_of(day: date, starts: time, ends: time) -> datetime:
    """When what starts on a day ends, by the clock on the wall."""
    return datetime.combine(day + timedelta(days=is_past_midnight(starts, ends)), ends)


def wrong(field: Field, sentence: Any) -> bool:
    """Put a sentence beside a field; always False."""
    field.errors = [*field.errors, str(sentence)]
    return False


def in_this_century(field: Field) -> bool:
    """Whether the day in a field is one that anybody can mean."""
    return field.data.year in YEARS or wrong(field, _("Enter a day in this century."))


def exists(field: Field, moment: datetime) -> bool:
    """Whether a time by the clock on the wall exists where the organisation is."""
    sentence = _("The clocks go forward then: that time does not exist. Choose another.")
    return exists_in(clock.time_zone(), moment) or wrong(field, sentence)


def as_utc(moment: datetime) -> datetime:
    """A time by the clock on the wall as UTC."""
    return moment.replace(tzinfo=clock.time_zone()).astimezone(UTC)


def several(label: Any, *validators: Any, **options: Any) -> SelectMultipleField:
    """Any number out of a list, each with a box to tick."""
    return SelectMultipleField(label, validators, widget=ListWidget(), option_widget=CheckboxInput(), **options)


def yes_or_no(label: Any, yes: Any, no: Any, unknown: Any) -> RadioField:
    """A question that may be left open."""
    return RadioField(
        label, choices=[SelectChoice(OPEN, unknown), SelectChoice(YES, yes), SelectChoice(NO, no)], default=OPEN
    )


def answer_of(value: bool | None) -> str:
    """An answer as `yes_or_no` has it."""
    return OPEN if value is None else YES if value else NO


def said(field: RadioField) -> bool | None:
    """What somebody answered; None where they left it open."""
    return {YES: True, NO: False}.get(field.data or OPEN)
