"""What was asked for, in words, each with the way to ask without it."""

from typing import NamedTuple

from flask_babel import gettext as _

from peer_app.core import dates, listings, spoken
from peer_app.whats_on.question import Question


class Part(NamedTuple):
    """A part of the question in words, and the question without it."""

    words: str
    without: Question


def asked_in_words(question: Question) -> list[Part]:
    """Each part of it; none when everything is asked for."""
    parts = []
    if question.q:
        parts.append(Part(_("“%(words)s”", words=question.q), question.but(q="")))
    if question.kind:
        label = str(listings.kinds()[question.kind].plural_label)
        parts.append(Part(label, question.but(kind="")))
    if question.area:
        parts.append(Part(_("in %(area)s", area=question.area), question.but(area="")))
    if question.day:
        parts.append(Part(_("from %(day)s", day=dates.long_day(question.start)), question.but(day=None)))
    if question.free:
        parts.append(Part(_("free"), question.but(free=False)))
    if question.step_free:
        parts.append(Part(_("no steps"), question.but(step_free=False)))
    if question.spoken:
        words = _("%(language)s is spoken", language=spoken.name_of(question.spoken))
        parts.append(Part(words, question.but(spoken="")))
    return parts
