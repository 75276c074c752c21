"""Bulk inserts and lookups, on both databases.

Apart from decrypting, most of the time for a batch of records went into SQLAlchemy's work on each single row. Here
the driver gets all rows in one call: SQLite as tuples, PostgreSQL as one JSON text, which it parses faster than it
binds the parameters of many rows.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, ColumnElement, Insert, Text, bindparam, cast, column, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from peer_app.core.database import on_postgresql
from peer_app.extensions import db

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


def insert_all(statement: Insert, rows: Sequence[Row]) -> int:
    """Run an INSERT for all rows; how many were inserted. The caller commits."""
    if not rows:
        return 0
    counting = {"preserve_rowcount": True}
    if on_postgresql():
        done: Any = db.session.execute(_from_json(statement, rows), execution_options=counting)
    else:
        text, tuples = _as_tuples(statement, rows)
        done = db.session.connection().exec_driver_sql(text, tuples, execution_options=counting)
    return int(done.rowcount)


def _as_tuples(statement: Insert, rows: Sequence[Row]) -> tuple[str, list[Any]]:
    """For SQLite's driver: the statement as text, and the values of each row in its order."""
    dialect = db.session.get_bind().dialect
    compiled = statement.compile(dialect=dialect, column_keys=list(rows[0]))
    names = compiled.positiontup or []
    types = [statement.table.c[name].type.dialect_impl(dialect) for name in names]
    makers = [type_.bind_processor(dialect) for type_ in types]
    columns = zip(*map(itemgetter(*names), rows), strict=True)
    ready = [map(make, column) if make else column for make, column in zip(makers, columns, strict=True)]
    return str(compiled), list(zip(*ready, strict=True))


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


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("A time without its zone cannot be kept.")
    return value.isoformat()
