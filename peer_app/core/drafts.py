"""Drafts: translations that nobody who grew up with the language has checked yet.

Where words carry consent or safety, the English stands beside the draft.

{{ both("You may keep this.") }}                 marked for translation, as `_()` is
{{ _("Ring") }} 999{{ beside("Ring") }}          where something has to come first
{{ _("…") }} {{ in_english(form.keep.label.text) }}   where the words are made elsewhere
"""

from typing import Any

from flask import Flask
from flask_babel import force_locale, gettext
from markupsafe import Markup

from peer_app.core.languages import DEFAULT, LANGUAGES, current


def both(text: str, **values: Any) -> Markup:
    """`text` in the page's language; beside a draft the English, marked as such."""
    return Markup("{}").format(gettext(text, **values)) + beside(text, **values)


def beside(text: str, **values: Any) -> Markup:
    """Only what stands beside the draft of `text`: the English, or nothing."""
    return _english(text % values if values else text)


def in_english(*words: Any) -> Markup:
    """What stands beside the draft of `words` (lazy ones): their English, or nothing."""
    if not current().is_draft:
        return Markup("")
    with force_locale(LANGUAGES[DEFAULT].locale):
        return _english(" ".join(str(text) for text in words))


def _english(english: str) -> Markup:
    if not current().is_draft:
        return Markup("")
    spoken = LANGUAGES[DEFAULT]
    span = Markup(' <span class="english" lang="{}" dir="{}">{}</span>')
    return span.format(spoken.html, spoken.direction, english)


def init_app(app: Flask) -> None:
    """Give templates `both`, `beside` and `in_english`."""
    app.jinja_env.globals.update(both=both, beside=beside, in_english=in_english)
