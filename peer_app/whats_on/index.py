"""The search index of what is published. Each change writes it in its own transaction.

`FoundWord` has a row for each word of each thing, indexed by when that is on, so that the soonest are read first.
`WordVariant` has each known word again with every one of its letters left out, so that a word with one wrong letter is
found by the variants it shares (the deletion neighbourhood, as in SymSpell).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from sqlalchemy import Index, String, Text, delete, event, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from peer_app.core import published
from peer_app.core.database import UTCDateTime, take_turns, upsert
from peer_app.core.languages import LANGUAGES
from peer_app.core.published import WithPage
from peer_app.extensions import Model, db
from peer_app.whats_on import words

#: Which words are read of a thing. Count it up when that changes: the worker then reads everything anew.
RULES = 2
#: Of one thing's words; whoever writes more is not found by the rest.
MOST_WORDS = 2000
_AT_ONCE = 500
#: Of the row that says by which rules the index was written; it stands for nothing that can be found.
_NO_KIND = ""
_SHORT_TEXTS = ("title", "place_name", "area", "meets", "when")

# Compared byte by byte on both databases: a beginning is a range then.
_Word = String(words.LONGEST).with_variant(String(words.LONGEST, collation="C"), "postgresql")


class FoundWord(Model):
    """A word and one thing that it stands in."""

    __tablename__ = "found_word"
    __table_args__ = (Index("ix_found_word_soonest", "word", "kind", "starts_at", "row_id"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(_Word, primary_key=True)
    #: Of what happens once; None for all else.
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class WordVariant(Model):
    """A known word, as it is and with each letter left out. Words stay known; only rebuilding forgets them."""

    __tablename__ = "word_variant"

    variant: Mapped[str] = mapped_column(_Word, primary_key=True)
    word: Mapped[str] = mapped_column(_Word, primary_key=True)


def rebuild() -> int:
    """Write the index anew; how many things are in it. The caller commits."""
    take_turns("words")
    for table in (FoundWord, WordVariant):
        db.session.execute(delete(table))
    count = 0
    for model in published.models().values():
        for rows in db.session.scalars(select(model)).unique().partitions(_AT_ONCE):
            _write(db.session(), rows)
            count += len(rows)
    db.session.execute(insert(FoundWord).values(kind=_NO_KIND, row_id=RULES, word=""))
    return count


def mend() -> None:
    """Make the index where there is none, or one that another version of these rules wrote."""
    if db.session.scalar(select(FoundWord).where(FoundWord.kind == _NO_KIND, FoundWord.row_id == RULES)) is None:
        rebuild()
        db.session.commit()


@event.listens_for(db.session, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    gone = [row for row in session.deleted if isinstance(row, WithPage)]
    changed = [
        row
        for rows in (session.new, session.dirty)
        for row in rows
        if isinstance(row, WithPage) and session.is_modified(row)
    ]
    if gone or changed:
        with session.no_autoflush:
            take_turns("words")
            _clear(session, [*gone, *changed])
            _write(session, changed)


def _clear(session: Session, rows: Iterable[WithPage]) -> None:
    for row in rows:
        session.connection().execute(delete(FoundWord).where(FoundWord.kind == row.kind, FoundWord.row_id == row.id))


def _write(session: Session, rows: Iterable[WithPage]) -> None:
    found: list[dict[str, Any]] = [
        {"kind": row.kind, "row_id": row.id, "word": word, "starts_at": _when(row)}
        for row in rows
        for word in sorted(words.words_of(_texts(row)))[:MOST_WORDS]
    ]
    if not found:
        return
    connection = session.connection()
    connection.execute(insert(FoundWord), found)
    asked = {row["word"] for row in found}
    known = set(connection.scalars(select(WordVariant.word).where(WordVariant.variant.in_(asked))))
    new = [
        {"variant": variant, "word": word} for word in sorted(asked - known) for variant in sorted(words.variants(word))
    ]
    if new:
        connection.execute(upsert(WordVariant).on_conflict_do_nothing(), new)


def _when(row: Any) -> datetime | None:
    """When it is on, if that is once."""
    return row.starts_at if hasattr(row, "ends_at") else None


def _texts(row: Any) -> Iterator[str | None]:
    """Whatever of it people read, in every language."""
    for column in type(row).__table__.columns:
        if isinstance(column.type, Text) or column.key in _SHORT_TEXTS:
            yield getattr(row, column.key)
    for texts in (row.translations or {}).values():
        yield from texts.values()
    if row.searched_as:
        yield from _in_every_language(row.searched_as)


def _in_every_language(text: object) -> Iterator[str]:
    for language in LANGUAGES.values():
        with force_locale(language.locale):
            yield str(text)
