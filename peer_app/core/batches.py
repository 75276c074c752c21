"""Bulk inserts and lookups, on both databases.

Apart from decrypting, most of the time for a batch of records went into SQLAlchemy's work on each single row. Here
the driver gets all rows in one call: SQLite as tuples, PostgreSQL as one JSON text, which it parses faster than it
binds the parameters of many rows.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, Insert, Text, bindparam, cast, column, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from peer_app.core.database import on_postgresql, upsert
from peer_app.extensions import Model, db

#: A row by its columns' names. All rows of a call have the same names, and the model's defaults are not applied.
Row = dict[str, Any]


class _Each(FunctionElement[str]):
    """The texts in a JSON list, as rows."""

    name = "each"
    inherit_cache = True


@compiles(_Each, "sqlite")
def _on_sqlite(each: _Each, compiler: Any, **how: Any) -> str:
    return f"json_each({compiler.process(each.clauses, **how)})"


@compiles(_Each, "postgresql")
def _on_postgresql(each: _Each, compiler: Any, **how: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(each.clauses, **how)} AS JSON))"


def among(wanted: Any) -> ColumnElement[bool]:
    """`wanted IN (…)` for a statement that is run with `texts(…)`: one parameter, however many there are."""
    each = _Each(bindparam("texts", type_=Text)).table_valued("value")
    found: ColumnElement[bool] = wanted.in_(select(each.c.value))
    return found


def texts(values: Iterable[str]) -> dict[str, str]:
    """The parameter for a statement with `among`."""
    return {"texts": json.dumps(list(values))}


def insert_all(model: type[Model], rows: Sequence[Row]) -> None:
    """Insert rows; the caller commits."""
    if rows:
        _insert(model, rows, only_new=False)


def insert_new(model: type[Model], rows: Sequence[Row]) -> int:
    """Insert those rows that break no rule of uniqueness; how many they were. The caller commits."""
    return _insert(model, rows, only_new=True) if rows else 0


def _insert(model: type[Model], rows: Sequence[Row], *, only_new: bool) -> int:
    counting = {"preserve_rowcount": True}
    if on_postgresql():
        given = _from_json(_statement(model, only_new=only_new), rows)
        done: Any = db.session.execute(given, execution_options=counting)
    else:
        prepared = _prepared(model, tuple(rows[0]), only_new=only_new)
        done = db.session.connection().exec_driver_sql(prepared.text, prepared.tuples(rows), execution_options=counting)
    return int(done.rowcount)


def _statement(model: type[Model], *, only_new: bool) -> Any:
    return upsert(model).on_conflict_do_nothing() if only_new else upsert(model)


class _Prepared(NamedTuple):
    """For SQLite's driver: a statement as text, the columns in its order, and what makes each one's values ready."""

    text: str
    columns: list[str]
    makers: list[Callable[[Any], Any] | None]

    def tuples(self, rows: Sequence[Row]) -> list[Any]:
        """The values of each row."""
        columns = zip(*map(itemgetter(*self.columns), rows), strict=True)
        ready = [map(make, column) if make else column for make, column in zip(self.makers, columns, strict=True)]
        return list(zip(*ready, strict=True))


@cache  # for a batch of records, putting its statements together again took as long as writing some of them
def _prepared(model: type[Model], names: tuple[str, ...], *, only_new: bool) -> _Prepared:
    dialect = db.session.get_bind().dialect
    compiled = _statement(model, only_new=only_new).compile(dialect=dialect, column_keys=names)
    columns = compiled.positiontup or []
    types = [model.__table__.c[name].type.dialect_impl(dialect) for name in columns]
    return _Prepared(str(compiled), columns, [type_.bind_processor(dialect) for type_ in types])


def _from_json(statement: Insert, rows: Sequence[Row]) -> Insert:
    """For PostgreSQL: the statement with its rows out of one text."""
    text = json.dumps(rows, default=_moment)
    # Else PostgreSQL would refuse the whole text, and its message would quote what people told us.
    if "\\u0000" in text and any("\0" in value for row in rows for value in row.values() if isinstance(value, str)):
        raise ValueError("A text with a NUL in it cannot be kept.")
    names = list(rows[0])
    typed = [column(name, statement.table.c[name].type) for name in names]
    given = func.json_to_recordset(cast(literal(text, Text), JSON)).table_valued(*typed)
    return statement.from_select(names, select(given.render_derived(with_types=True)))


def _moment(value: date) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("A time without its zone cannot be kept.")
    return value.isoformat()
