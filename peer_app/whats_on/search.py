"""Finds what words stand in, and forgives one wrong letter where nothing has the word as it was typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from peer_app.extensions import db
from peer_app.whats_on import words
from peer_app.whats_on.index import FoundWord, WordVariant

#: Words that one typed word may stand for.
MOST_FORMS = 12
#: Counting further would not change which word is the rarest.
_COUNTED = 200
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True)
class Matches:
    """What a search matches: `forms` has, for each typed word, the known words it may mean. None: nothing was typed."""

    forms: list[list[str]] | None

    def of(self, kind: str, model: Any) -> Iterator[tuple[Select[Any], Any, Any]]:
        """Queries for the rows of a kind, with the columns of their time and id; each gives some of them, in order."""
        if self.forms is None:
            yield select(model.id), model.starts_at, model.id
            return
        rarest, *others = sorted(self.forms, key=_count) if len(self.forms) > 1 else self.forms
        for word in rarest:
            rows = select(model.id).join(FoundWord, FoundWord.row_id == model.id)
            rows = rows.where(FoundWord.kind == kind, FoundWord.word == word)
            for forms in others:
                rows = rows.where(_stands_in(kind, model.id, forms))
            yield rows, FoundWord.starts_at, FoundWord.row_id

    def ids(self, kind: str) -> set[int] | None:
        """The ids of all of a kind, for kinds with few rows; None where nothing was typed."""
        if self.forms is None:
            return None
        found = [
            set(db.session.scalars(select(FoundWord.row_id).where(FoundWord.kind == kind, FoundWord.word.in_(forms))))
            for forms in self.forms
        ]
        return set.intersection(*found)

    def has(self, key: str) -> bool:
        """Whether they stand in the listing of that key."""
        if self.forms is None:
            return True
        kind, _, number = key.partition(":")
        if kind not in self._known:
            self._known[kind] = self.ids(kind) or set()
        return int(number) in self._known[kind]

    def meant(self, typed: list[str]) -> list[str]:
        """The words looked for instead of typed ones that stand in nothing, and are not the beginning of one."""
        pairs = zip(typed, self.forms or [], strict=False)
        return [form for word, forms in pairs for form in forms if not any(it.startswith(word) for it in forms)]

    @cached_property
    def _known(self) -> dict[str, set[int]]:
        return {}


def matches(typed: list[str]) -> Matches:
    """What stands where all the typed words (folded) do."""
    return Matches([_forms(word) for word in typed] if typed else None)


def _forms(typed: str) -> list[str]:
    """The words in use that were meant: the word itself and longer ones, else those with one letter off, too."""
    longer = select(WordVariant.word).where(
        WordVariant.variant >= typed, WordVariant.variant < typed + _AFTER_ALL, WordVariant.variant == WordVariant.word
    )
    found = list(db.session.scalars(longer.where(_is_in_use()).order_by(WordVariant.word).limit(MOST_FORMS)))
    if typed in found or len(typed) < words.FORGIVES_FROM:
        return found
    alike = select(WordVariant.word).where(WordVariant.variant.in_(words.variants(typed)), _is_in_use()).distinct()
    forgiven = [word for word in db.session.scalars(alike) if words.is_one_off(typed, word)]
    return sorted({*found, *forgiven})[:MOST_FORMS]


def _is_in_use() -> ColumnElement[bool]:
    return exists().where(FoundWord.word == WordVariant.word)


def _stands_in(kind: str, row_id: Any, forms: list[str]) -> ColumnElement[bool]:
    other = FoundWord.__table__.alias()
    return exists().where(other.c.kind == kind, other.c.row_id == row_id, other.c.word.in_(forms))


def _count(forms: list[str]) -> int:
    some = select(FoundWord.row_id).where(FoundWord.word.in_(forms)).limit(_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
