"""Rows written as they are: no objects are made of them, and no session keeps watch over them.

Half of what a hand-over cost was the way of its rows through objects, session and statement; the database did little.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Dialect, Select, Table, insert, inspect, select
from sqlmodel import Session, SQLModel

from backend.storage.straight import Ready, Values, straight_of

__all__ = ["add_new", "add_rows", "new_row", "rows_of"]

Row = TypeVar("Row", bound=SQLModel)


def add_rows(session: Session, table: type[SQLModel], rows: Sequence[Values]) -> None:
    """Write these rows at once, in the running unit; columns that are not named get their defaults.

    The session does not know them afterwards: what is to be changed before it is written is made by `new_row`.
    """
    for row in rows:
        _check(table, row)
    _write(session, table, rows)


def new_row(table: type[Row], **values: Any) -> Row:
    """A row no session knows, of which nothing is written: it may be changed until `add_new` writes it."""
    _check(table, values)
    row: Row = inspect(table).class_manager.new_instance()
    row.__dict__.update({name: values[name] if name in values else make() for name, make in _defaults(table).items()})
    return row


def add_new(session: Session, rows: Sequence[Row]) -> None:
    """Write rows of one table, made by `new_row`, as they are now."""
    if rows:
        _write(session, type(rows[0]), [row.__dict__ for row in rows])


def rows_of(table: type[SQLModel]) -> Select[Any]:
    """The query for rows of a table as `read_rows` reads them; to be narrowed by the caller, and built once."""
    return select(*_columns(table))


def _check(table: type[SQLModel], values: Values) -> None:
    known = _defaults(table).keys()
    if not values.keys() <= known:
        raise TypeError(f"{table.__name__} has no {', '.join(sorted(values.keys() - known))}")


def _write(session: Session, table: type[SQLModel], rows: Sequence[Values]) -> None:
    if rows:
        way = straight_of(session)
        insertion = _insertion(table, way.dialect)
        way.put(insertion.sql, [insertion.parameters(row) for row in rows])


@lru_cache(256)
def _insertion(table: type[SQLModel], dialect: Dialect) -> Ready:
    defaults = _defaults(table)
    return Ready(insert(table), dialect, list(defaults), defaults)


def _columns(table: type[SQLModel]) -> Sequence[Column[Any]]:
    return list(cast(Table, inspect(table).local_table).columns)


@lru_cache(128)
def _defaults(table: type[SQLModel]) -> dict[str, Callable[[], Any]]:
    """What makes the value of each column that is not named."""
    return {column.key: _default(column) for column in _columns(table)}


def _default(column: Column[Any]) -> Callable[[], Any]:
    default = column.default
    if default is None:
        return lambda: None
    made = cast(Any, default).arg
    return (lambda: made(None)) if default.is_callable else (lambda: made)
