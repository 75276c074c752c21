"""The areas and languages to filter by; read from the database once after each change of what is public."""

import json
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import String, cast, select

from peer_app.core import published_changes
from peer_app.core.published import Published
from peer_app.extensions import Model, db

_EXTENSION = "choices"


@dataclass(frozen=True)
class Choices:
    """Areas by name; codes of the languages that are spoken somewhere besides English."""

    areas: list[str]
    spoken: list[str]


def choices() -> Choices:
    """As of the last change."""
    mark = published_changes.mark()
    made_for, found = current_app.extensions.get(_EXTENSION, ("", None))
    if found is None or not mark or made_for != mark:
        found = _read()
        current_app.extensions[_EXTENSION] = (mark, found)
    assert isinstance(found, Choices)  # noqa: S101 – for the types
    return found


def _read() -> Choices:
    areas: set[str] = set()
    spoken: set[str] = set()
    for model in (mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, Published)):
        areas.update(db.session.scalars(select(model.area).where(model.area != "").distinct()))
        for codes in db.session.scalars(select(cast(model.spoken, String)).distinct()):
            spoken.update(json.loads(codes or "[]"))
    return Choices(sorted(areas), sorted(spoken))
