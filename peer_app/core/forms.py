"""Form fields whose mistakes are told in sentences: what to do, not what is wrong."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, StringField, TextAreaField, TimeField, ValidationError
from wtforms.validators import StopValidation

Validator = Callable[[Any, Field], None]

LINE = 200
NOTE = 5000


def needed(sentence: Any) -> Validator:
    """The field has to be filled in; `sentence` says what to enter."""

    def check(_form: Any, field: Field) -> None:
        if field.process_errors:
            raise StopValidation  # what was entered has its own sentence already
        if not field.data or (isinstance(field.data, str) and not _shows(field.data)):
            raise StopValidation(str(sentence))

    # Tells the template to mark it for screen readers.
    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def at_most(limit: int) -> Validator:
    """No more than `limit` characters."""

    def check(_form: Any, field: Field) -> None:
        text = field.data or ""
        if len(text) > limit:
            raise ValidationError(
                _("Make it shorter: at most %(limit)s characters, now %(now)s.", limit=limit, now=len(text))
            )

    # No maxlength on the page: a browser would cut a longer text without a word.
    return check


def _shows(text: str) -> bool:
    """Whether there is anything to see: not only spaces and marks that change direction."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def _tidy_note(text: str | None) -> str:
    """Every way of ending a line is one line feed: browsers send CR LF and count it as one."""
    return "\n".join((text or "").splitlines()).strip()


def _tidy_line(text: str | None) -> str:
    return " ".join((text or "").splitlines()).strip()


def line(label: Any, *validators: Validator, limit: int = LINE, **options: Any) -> StringField:
    """One line of text, kept as typed."""
    return StringField(label, [*validators, at_most(limit)], filters=[_tidy_line], **options)


def note(label: Any, *validators: Validator, limit: int = NOTE, **options: Any) -> TextAreaField:
    """Several lines of text, kept as typed."""
    return TextAreaField(label, [*validators, at_most(limit)], filters=[_tidy_note], **options)


class SaysWhatToEnter:
    """Put before one of WTForms' fields: what it cannot read gets a sentence of ours; an empty field is None."""

    what_to_enter: ClassVar[Any]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent; raises ValueError with the sentence."""
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]
        except ValueError:
            self.data = None
            if any(valuelist):
                raise ValueError(str(self.what_to_enter)) from None


class Date(SaysWhatToEnter, DateField):
    """A day."""

    what_to_enter = _l("Enter a day that exists, like 14 March 2027.")


class Time(SaysWhatToEnter, TimeField):
    """A time of day."""

    what_to_enter = _l("Enter a time, like 10:30.")


class Form(FlaskForm):
    """A signed-in person's form (with a token); `mistakes` is what its summary lists."""

    #: The names of its fields in the order on screen, where that is not the order in which they are declared.
    ON_SCREEN: ClassVar[tuple[str, ...]] = ()

    class Meta:
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent as a form. Flask-WTF would read JSON, too, whatever its shape."""
            return None if request.is_json else super().wrap_formdata(form, formdata)  # type: ignore[misc]

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) for each mistake, in the order on screen."""
        fields = [self[name] for name in self.ON_SCREEN] or list(self)
        return [(field.id, str(error)) for field in fields for error in field.errors if field.name != "csrf_token"]


def exists_in(zone: tzinfo, moment: datetime) -> bool:
    """Whether a naive wall-clock time exists in `zone` (one hour in March does not)."""
    aware = moment.replace(tzinfo=zone)
    return bool(aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment)
