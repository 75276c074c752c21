"""The form on /tell."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField

from peer_app.core import clock, codes, languages, listings
from peer_app.core.access import Actor
from peer_app.core.edit_form import as_utc
from peer_app.core.forms import Date, Form, Time, at_most, exists_in, line, needed, note
from peer_app.push import room, tellers, topics

#: How far ahead something can be planned.
FURTHEST = timedelta(days=365)


class TellForm(Form):
    """What to tell, to whom, what a tap opens, and when. `form_for` adds a pair of texts for each language."""

    topic = SelectField(_l("Who is it for?"), [needed(_l("Choose who it is for."))], validate_choice=True)
    page = SelectField(_l("Which page does a tap open?"), validate_choice=True)
    day = Date(_l("Which day?"))
    at = Time(_l("At what time?"))
    #: It is cancelled, or not safe: also for those who have had three this week.
    urgent = BooleanField(_l("Urgent: it is cancelled, or not safe"))
    #: Made with the form: the same form sent twice tells once.
    token = HiddenField(validators=[needed(_l("Reload the page and try once more.")), at_most(100)])

    @property
    def pairs(self) -> list[tuple[languages.Language, Any, Any]]:
        """Each language with its two fields, title and sentence."""
        spoken = languages.LANGUAGES.values()
        return [(it, self[f"title_{it.code}"], self[f"body_{it.code}"]) for it in spoken]

    @property
    def has_others(self) -> bool:
        """Whether there is anything to see in a language besides the first."""
        return any(field.data or field.errors for _language, *pair in self.pairs[1:] for field in pair)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """What was typed, by language, those left empty left out; the first is read by whoever speaks none of them."""
        return {it.code: {"title": title.data, "body": body.data} for it, title, body in self.pairs if title.data}

    @property
    def send_at(self) -> datetime | None:
        """When to tell people (aware UTC); None: now."""
        wished = self._wished()
        return as_utc(wished) if wished else None

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        # The texts were added last, and stand second.
        texts = [field.id for _language, *pair in self.pairs for field in pair]
        order = ["topic", *texts, "page", "day", "at", "urgent", "token"]
        return sorted(super().mistakes, key=lambda mistake: order.index(mistake[0]))

    def facts(self) -> dict[str, Any]:
        """What the valid form says, as `operations.tell` takes it."""
        plain = {name: self[name].data for name in ("token", "topic", "page")}
        language, *others = self.texts
        translations = {code: self.texts[code] for code in others}
        return (
            plain
            | self.texts[language]
            | {"language": language, "translations": translations, "send_at": self.send_at, "urgent": self.is_urgent}
        )

    @property
    def is_urgent(self) -> bool:
        """Whether a coordinator says that it is; hosts are not asked."""
        return "urgent" in self and bool(self.urgent.data)

    @property
    def typed(self) -> dict[str, str]:
        """What stands in every field, for a form that carries it on unseen."""
        return {field.name: " ".join(field.raw_data or []) for field in self if field.name != "csrf_token"}

    def validate(self, extra_validators: Any = None) -> bool:
        filled_in = bool(super().validate(extra_validators))
        has_texts = self._has_texts()
        return self._time_makes_sense() and has_texts and filled_in

    def _wished(self) -> datetime | None:
        """Day and time as a clock on the wall shows them, once both are there."""
        day, at = self._day_and_time()
        return None if day is None or at is None else datetime.combine(day, at)

    def _day_and_time(self) -> tuple[date | None, time | None]:
        return cast("Any", self.day.data), cast("Any", self.at.data)

    def _has_texts(self) -> bool:
        """In one language at least, and nowhere only half."""
        begun = [pair for pair in self.pairs if pair[1].data or pair[2].data]
        for _language, title, body in begun or self.pairs[:1]:
            if not title.data:
                title.errors = [_("Enter a few words, like: The open event is tomorrow.")]
            if not body.data:
                body.errors = [_("Enter one sentence, like: Come by from 10, there is breakfast.")]
        return not any(title.errors or body.errors for _language, title, body in self.pairs)

    def _time_makes_sense(self) -> bool:
        """Both empty, or a moment that is still to come; otherwise there is a sentence beside the field."""
        if self.day.errors or self.at.errors:
            return False
        (day, at), wished = self._day_and_time(), self._wished()
        if wished:
            self.day.errors = [sentence] if (sentence := self._mistake_in(wished)) else []
        elif day is not None:
            self.at.errors = [_("Enter the time as well, like 10:00 – or leave the day empty, too.")]
        elif at is not None:
            self.day.errors = [_("Enter the day as well – or leave the time empty, too.")]
        return not (self.day.errors or self.at.errors)

    def _mistake_in(self, wished: datetime) -> str:
        """What is wrong with a moment on the wall clock, in a sentence; empty when nothing is."""
        now = clock.now()
        if wished.date() > (now + FURTHEST).date():
            return str(_("Choose a day within a year from now."))
        if wished.date() < clock.today():
            return _has_passed()
        if not exists_in(clock.time_zone(), wished):
            return str(_("The clocks go forward then: that time does not exist. Choose another."))
        send_at = as_utc(wished)
        if send_at <= now:
            return _has_passed()
        if self._has_begun_by(send_at):
            return str(_("By then it will have begun. Choose an earlier time."))
        return ""

    def _has_begun_by(self, moment: datetime) -> bool:
        """Whether what the page is about is dated and does not begin after `moment`."""
        listing = listings.find(self.page.data or "")
        return bool(listing and listing.starts_at) and not listings.next_start(self.page.data, moment)


def form_for(actor: Actor, **given: Any) -> TellForm:
    """The form with what that person may choose, in every language the app speaks."""
    now = clock.now()
    form = _in_every_language()(**given)
    if not actor.is_coordinator:
        del form.urgent
    form.topic.choices = [("", _("Choose")), *((topic.key, _topic_label(topic)) for topic in tellers.topics_for(actor))]
    coming = tellers.pages_for(actor, listings.upcoming(now, now + topics.AHEAD))
    form.page.choices = [("", _("What’s on")), *((listing.key, listing.title) for listing in listings.once(coming))]
    return form


def new_form_for(actor: Actor) -> TellForm:
    """An empty form with a token of its own."""
    return form_for(actor, token=codes.new_token())


def _has_passed() -> str:
    return str(_("That time has passed. Choose one that is still to come, or leave both empty."))


def _in_every_language() -> type[TellForm]:
    class InEveryLanguage(TellForm):
        pass

    for code in languages.LANGUAGES:
        setattr(InEveryLanguage, f"title_{code}", line(_l("In a few words"), limit=room.LONGEST_TITLE))
        setattr(InEveryLanguage, f"body_{code}", note(_l("One sentence more"), room.fits))
    return InEveryLanguage


def _topic_label(topic: topics.Topic) -> str:
    if topic.starts_at is None:
        return topic.label
    return str(_("Reminded of: %(title)s", title=topic.label))
