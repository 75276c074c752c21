"""The form for the texts of one thing that is on, in every language but English."""

from typing import Any

from flask_babel import lazy_gettext as _l

from peer_app.core.forms import Form, line, note
from peer_app.core.languages import DEFAULT, LANGUAGES, Language
from peer_app.core.published import Translations, WithPage

LONGEST_TITLE = 120
#: What each text is called on the form; those of one line.
LABELS = {
    "title": _l("What is it called?"),
    "when": _l("When is it, in words?"),
    "expect": _l("What will happen when you walk in?"),
    "about": _l("What is there to know?"),
    "what_you_do": _l("What you would do"),
    "what_you_get": _l("What you get from it"),
    "support": _l("What support there is"),
    "how_to_start": _l("How to start"),
    "welcome": _l("Who is welcome?"),
    "cost": _l("What does it cost, in words?"),
    "access_notes": _l("Getting in and being there"),
    "opening_hours": _l("Opening hours"),
}
ONE_LINE = {"title", "when", "cost"}


class TextsForm(Form):
    """`form_for` adds a field for each text in each language."""

    def in_language(self, code: str, names: list[str]) -> list[tuple[str, Any]]:
        """(name of the text, its field) in the language of that code."""
        return [(name, self[f"{name}_{code}"]) for name in names]

    def translations(self, names: list[str]) -> Translations:
        """What was written, without what was left empty."""
        texts = {it.code: {name: field.data for name, field in self.in_language(it.code, names)} for it in others()}
        written = {code: {name: text for name, text in those.items() if text} for code, those in texts.items()}
        return {code: those for code, those in written.items() if those}


def others() -> list[Language]:
    """The languages that texts can be given in besides the one they were written in."""
    return [it for it in LANGUAGES.values() if it.code != DEFAULT]


def texts_of(thing: WithPage) -> list[str]:
    """The names of its texts that say anything: only those can be said in another language."""
    return [name for name in thing.texts if getattr(thing, name)]


def form_for(thing: WithPage) -> TextsForm:
    """The form, filled with what there is."""

    class OfThisThing(TextsForm):
        pass

    given: dict[str, str] = {}
    for it in others():
        for name in texts_of(thing):
            limit = {"limit": LONGEST_TITLE} if name == "title" else {}
            make = line if name in ONE_LINE else note
            setattr(OfThisThing, f"{name}_{it.code}", make(LABELS[name], **limit))
            given[f"{name}_{it.code}"] = (thing.translations or {}).get(it.code, {}).get(name, "")
    return OfThisThing(data=given)
