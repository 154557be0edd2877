"""Rows written and read as they are: no objects are made of them, and no session keeps watch over them.

Half of what a hand-over cost was the way of its rows through objects, session and statement; the database did little.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Column, Dialect, Executable, Select, Table, insert, inspect, select
from sqlalchemy import Row as Read
from sqlmodel import Session, SQLModel

__all__ = ["Read", "add_new", "add_rows", "new_row", "read_rows", "rows_of"]

Row = TypeVar("Row", bound=SQLModel)

Values = Mapping[str, Any]

_THE_SAME_FEW: Final = frozenset({bool, date, datetime})
"""What the rows of one hand-over hold again and again: turned for the driver once."""


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


def read_rows(session: Session, query: Executable, values: Values) -> Sequence[Read[Any]]:
    """What the query finds, with what this session has not written yet; nothing of it can be changed."""
    session.flush()
    return session.connection().execute(query, values).all()


def _check(table: type[SQLModel], values: Values) -> None:
    known = _defaults(table).keys()
    if not values.keys() <= known:
        raise TypeError(f"{table.__name__} has no {', '.join(sorted(values.keys() - known))}")


def _write(session: Session, table: type[SQLModel], rows: Sequence[Values]) -> None:
    if rows:
        connection = session.connection()
        insertion = _insertion(table, connection.dialect)
        connection.exec_driver_sql(insertion.sql, [insertion.parameters(row) for row in rows])


class _Insertion:
    """The statement that writes rows of a table into one kind of database, and how their values are put to it."""

    def __init__(self, table: type[SQLModel], dialect: Dialect) -> None:
        defaults = _defaults(table)
        self.sql = str(insert(table).compile(dialect=dialect, column_keys=list(defaults)))
        self._names = list(defaults) if not dialect.positional else None
        self._columns = list(defaults.items())
        turning = ((place, _turning(column, dialect)) for place, column in enumerate(_columns(table)))
        self._turned = [(place, turn) for place, turn in turning if turn is not None]

    def parameters(self, row: Values) -> Any:
        values = [row[name] if name in row else make() for name, make in self._columns]
        for place, turn in self._turned:
            if values[place] is not None:
                values[place] = turn(values[place])
        return tuple(values) if self._names is None else dict(zip(self._names, values, strict=True))


@lru_cache(256)
def _insertion(table: type[SQLModel], dialect: Dialect) -> _Insertion:
    return _Insertion(table, dialect)


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


def _turning(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes of a value what the database's driver takes; None when it takes it as it is."""
    turning: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    if turning is None or column.type.python_type not in _THE_SAME_FEW:
        return turning
    return lru_cache(64)(turning)
