"""The forms that say what a group is and who hosts it."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from peer_app.accounts.models import Account
from peer_app.core import clock, dates, languages
from peer_app.core.edit_form import EditForm, as_utc, can_end, end_of, exists, in_this_century, several, wrong
from peer_app.core.forms import Date, Form, Time, needed, note
from peer_app.groups.models import Group
from peer_app.groups.rules import Rule
from peer_app.places.at_place import AtPlaceFields

_PLAIN = ("title", "about", "welcome")
#: How often, as (weeks apart, which of the month).
_HOW_OFTEN: dict[str, tuple[int, int | None]] = {
    "week": (1, None),
    "second-week": (2, None),
    "first": (1, 1),
    "second": (1, 2),
    "third": (1, 3),
    "fourth": (1, 4),
    "last": (1, -1),
}


class GroupForm(EditForm, AtPlaceFields):
    """What a group is, and when it meets."""

    WHEN = ("how_often", "weekdays", "first_day", "starts", "ends", "last_day")
    ON_SCREEN = ("title", "about", *WHEN, *AtPlaceFields.ON_SCREEN, "welcome")

    about = note(
        _l("What will happen when you walk in?"),
        needed(_l("Enter a sentence or two, like: We read a story aloud. You can just listen.")),
    )
    how_often = SelectField(
        _l("How often does it meet?"),
        choices=[
            SelectChoice("week", _l("Every week")),
            SelectChoice("second-week", _l("Every second week")),
            SelectChoice("first", _l("Once a month: the first one")),
            SelectChoice("second", _l("Once a month: the second one")),
            SelectChoice("third", _l("Once a month: the third one")),
            SelectChoice("fourth", _l("Once a month: the fourth one")),
            SelectChoice("last", _l("Once a month: the last one")),
        ],
    )
    weekdays = several(_l("On which days?"), needed(_l("Choose at least one day of the week.")), coerce=int)
    first_day = Date(_l("From which day on?"), [needed(_l("Enter the day, like 14 March 2027."))])
    starts = Time(_l("From"), [needed(_l("Enter when it starts, like 10:00."))])
    ends = Time(_l("Until"), [needed(_l("Enter when it ends, like 12:30."))])
    last_day = Date(_l("Until which day?"), [Optional()])
    welcome = note(
        _l("Who is welcome?"),
        needed(_l("Enter who is welcome, like: Everyone. No referral needed.")),
        limit=500,
        default=_l("Everyone. No referral needed."),
    )

    @classmethod
    def for_group(cls, group: Group | None = None) -> "GroupForm":
        """An empty form, or one filled with what a group says now."""
        if group is None:
            form = cls()
        else:
            plain = {name: getattr(group, name) for name in _PLAIN}
            form = cls(data=plain | _when(group) | cls.filled_with_facts(group))
            form.look_at(group.changed_at)
            if form.how_often.data == _AS_IT_IS:
                form.how_often.choices = [SelectChoice(_AS_IT_IS, group.how_often), *form.how_often.choices]
                form._as_it_is = group
        monday = clock.today() - timedelta(days=clock.today().weekday())
        form.weekdays.choices = [(day, format_date(monday + timedelta(days=day), "EEEE")) for day in range(7)]
        form.offer()
        return form

    #: The group, where its rule is none that can be chosen here; it may keep that.
    _as_it_is: Group | None = None

    def makes_sense(self) -> bool:
        return all([self._meets_sometime(), self.cost_makes_sense()])

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `Group.create` takes it."""
        first: Any = self._first()
        minutes = (end_of(first.date(), first.time(), cast("Any", self.ends.data)) - first) // timedelta(minutes=1)
        when = {"starts_at": as_utc(first), "minutes": minutes} | self._how_often()
        return {name: self[name].data for name in _PLAIN} | when | self.facts_of_place()

    def _meets_sometime(self) -> bool:
        """Whether the rule begins at a time that there is, and does not end before."""
        wanted: list[Any] = [self.first_day.data, self.starts.data, self.ends.data]
        if not self.weekdays.data or None in wanted:
            return False
        starts, ends = wanted[1:]
        last_day: Any = self.last_day.data
        if not in_this_century(self.first_day) or (last_day and not in_this_century(self.last_day)):
            return False
        if not can_end(starts, ends):
            return wrong(self.ends, _("Enter an end that comes after the start."))
        first = self._first()
        if first is None:
            return wrong(self.first_day, _("Enter a day in this century."))
        if last_day and last_day < first.date() and not self._keeps_its_rule:
            day = dates.date_in_words(first)
            sentence = _("It first meets on %(day)s. Enter a later day, or leave this empty.", day=day)
            return wrong(self.last_day, sentence)
        return exists(self.starts, first)

    @property
    def _keeps_its_rule(self) -> bool:
        return self._as_it_is is not None and self.how_often.data == _AS_IT_IS

    def _how_often(self) -> dict[str, str]:
        """The rule, and the same in words."""
        if self._as_it_is is not None and self._keeps_its_rule:
            return {"rule": self._as_it_is.rule, "meets": self._as_it_is.meets}
        rule = self._rule(cast("Any", self.last_day.data))
        with force_locale(languages.LANGUAGES[languages.DEFAULT].locale):
            return {"rule": rule.value, "meets": rule.in_words}

    def _rule(self, last_day: date | None = None) -> Rule:
        """What was chosen; without a last day, for ever."""
        every, which = _HOW_OFTEN.get(self.how_often.data or "", (1, None))
        until = as_utc(datetime.combine(last_day, time(23, 59, 59))) if last_day else None
        return Rule(tuple(sorted(self.weekdays.data or [])), every, which, until)

    def _first(self) -> datetime | None:
        """When it first meets, by the clock on the wall."""
        earliest = datetime.combine(cast("Any", self.first_day.data), cast("Any", self.starts.data))
        return earliest if self._keeps_its_rule else self._rule().first_from(earliest)


#: A rule that nobody can choose here, but that a group may have.
_AS_IT_IS = "as-it-is"


def _when(group: Group) -> dict[str, Any]:
    """When a group meets, as the form shows it."""
    first = clock.local(group.starts_at)
    found = {
        "how_often": _AS_IT_IS,
        "weekdays": [first.weekday()],
        "first_day": first.date(),
        "starts": first.time(),
        "ends": (first.replace(tzinfo=None) + timedelta(minutes=group.minutes)).time(),
    }
    try:
        rule = Rule.read(group.rule)
    except ValueError:
        return found
    often = {said: name for name, said in _HOW_OFTEN.items()}.get((rule.every, rule.which), _AS_IT_IS)
    last_day = clock.local(rule.until).date() if rule.until else None
    return found | {"how_often": often, "weekdays": list(rule.weekdays), "last_day": last_day}


class HostsForm(Form):
    """Which of the team host the group."""

    hosts = SelectMultipleField(
        _l("Who hosts it?"), coerce=int, widget=ListWidget(), option_widget=CheckboxInput(), validate_choice=True
    )

    @classmethod
    def for_group(cls, group: Group) -> "HostsForm":
        """The form with everyone in the team, the group's hosts ticked."""
        form = cls(data={"hosts": sorted(group.host_ids)})
        form.hosts.choices = [(account.id, account.name) for account in Account.everyone()]
        return form
