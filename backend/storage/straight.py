"""Statements put straight to the driver: those a hand-over runs, thirty to each, and an answer.

SQLAlchemy makes each once, knows how its values go in and come out, and holds connection and transaction. Its own way
to the driver costs a statement several times what the database does for it.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from backend.storage.given_up import is_given_up, note_why_given_up, why_given_up

__all__ = ["Read", "Ready", "Values", "change_rows", "go_straight", "read_rows", "straight_of"]

Values = Mapping[str, Any]
Turn = Callable[[Any], Any]
Make = Callable[[], Any]

_WAY: Final = "onewindow.straight"
_THE_SAME_FEW: Final = frozenset({bool, date, datetime})
"""What the rows of one hand-over hold again and again: turned for the driver once."""


class Read(tuple[Any, ...]):
    """A row as it was read: its columns by their names. Nothing of it can be changed."""

    __slots__ = ()
    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Straight:
    """The way of one transaction to its driver."""

    def __init__(self, connection: Connection) -> None:
        self.dialect = connection.dialect
        self._connection = connection
        self._pooled = connection.connection
        self._driver = self._pooled.driver_connection

    def put(self, sql: str, parameters: Sequence[Any]) -> DBAPICursor:
        """Once with each of these; what goes wrong is told as SQLAlchemy tells it."""
        if is_given_up(self._driver):
            raise why_given_up(self._connection)
        cursor = self._pooled.cursor()
        try:
            if len(parameters) == 1:
                cursor.execute(sql, parameters[0])
            else:
                cursor.executemany(sql, parameters)
        except self.dialect.loaded_dbapi.Error as error:
            told = DBAPIError(None, None, error, hide_parameters=True)
            note_why_given_up(self._connection, told)
            raise told from None
        return cursor


def go_straight(session: Session) -> None:
    """Once for a session that has one transaction only: its connection is not looked up for every statement."""
    session.info[_WAY] = Straight(session.connection())


def straight_of(session: Session) -> Straight:
    way: Straight | None = session.info.get(_WAY)
    if way is None or session.in_nested_transaction():  # a savepoint is made by asking for the connection
        return Straight(session.connection())
    return way


def read_rows(session: Session, query: ReturnsRows, values: Values) -> Sequence[Read]:
    """What the query finds, or the statement returns, with what this session has not written yet."""
    session.flush()
    way = straight_of(session)
    ready = _ready(query, way.dialect, tuple(values))
    return ready.read(way.put(ready.sql, [ready.parameters(values)]).fetchall())


def change_rows(session: Session, statement: ReturnsRows, *values: Values) -> None:
    """Carry out the statement, which returns nothing, once with each of these values.

    Unlike reading it writes nothing of the session first, which would write rows twice that change again: a row only
    added to the session is not there yet.
    """
    way = straight_of(session)
    ready = _ready(statement, way.dialect, tuple(values[0]))
    way.put(ready.sql, [ready.parameters(each) for each in values])


class Ready:
    """A statement as one kind of database takes it: its text, and how values go in and come out."""

    def __init__(
        self,
        statement: ReturnsRows,
        dialect: Dialect,
        names: Sequence[str],
        defaults: Mapping[str, Make] = MappingProxyType({}),
    ) -> None:
        """`names`: the values it is run with; those with a default may be left out."""
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        places = compiled.positiontup or list(compiled.binds)
        self.sql = str(compiled)
        self._names = None if compiled.positional else places
        self._given = [(name, defaults.get(name) or _default(compiled, name)) for name in places]
        self._in = _turned(_inward(compiled.binds[name].type, dialect) for name in places)
        columns = list(statement.exported_columns)
        self._out = _turned(_outward(column.type, dialect) for column in columns)
        self._row = _row_of([column.key for column in columns])

    def parameters(self, values: Values) -> Any:
        given = [values[name] if make is None or name in values else make() for name, make in self._given]
        _turn(given, self._in)
        return tuple(given) if self._names is None else dict(zip(self._names, given, strict=True))

    def read(self, found: Iterable[Sequence[Any]]) -> list[Read]:
        if not self._out:
            return [self._row(row) for row in found]
        rows = [list(row) for row in found]
        for row in rows:
            _turn(row, self._out)
        return [self._row(row) for row in rows]


@lru_cache(256)
def _ready(statement: ReturnsRows, dialect: Dialect, names: tuple[str, ...]) -> Ready:
    return Ready(statement, dialect, names)


def _default(compiled: SQLCompiler, name: str) -> Make | None:
    """What stands in the statement itself, such as a limit; None for what must be given."""
    bind = compiled.binds[name]
    return None if bind.required else lambda: bind.effective_value


def _row_of(names: list[str]) -> Callable[[Iterable[Any]], Read]:
    made: Any = type("Read", (namedtuple("Read", names), Read), {"__slots__": ()})
    make: Callable[[Iterable[Any]], Read] = made._make
    return make


def _turned(turns: Iterable[Turn | None]) -> list[tuple[int, Turn]]:
    """Where something is to be turned, and how."""
    return [(place, turn) for place, turn in enumerate(turns) if turn is not None]


def _turn(values: list[Any], turned: list[tuple[int, Turn]]) -> None:
    for place, turn in turned:
        if values[place] is not None:
            values[place] = turn(values[place])


def _inward(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    """What makes of a value what the driver takes; None when it takes it as it is."""
    turn: Turn | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return turn if turn is None or kind.python_type not in _THE_SAME_FEW else lru_cache(64)(turn)


def _outward(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    turn: Turn | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return turn
