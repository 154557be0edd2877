"""Reading a store beside the process that owns it: one unchanging state, no lock, nothing written, no keys."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from backend.storage import postgres
from backend.storage.errors import StorageUnavailable
from backend.storage.translation import translated_errors

__all__ = ["Snapshot", "snapshot"]

T = TypeVar("T")

_SQLITE_PRAGMAS = ("PRAGMA busy_timeout=5000", "PRAGMA query_only=ON", "PRAGMA trusted_schema=OFF")


class Snapshot:
    """The state of a database as it was at the first question; sealed values stay sealed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read_now(self, query: Callable[[Session], T]) -> T:
        with translated_errors():
            return query(self._session)


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """Of a store that may be in use: its node goes on writing meanwhile. `StorageUnavailable` when there is none."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = _sqlite_engine(url) if sqlite else postgres.reading_engine(url, 1)
    try:
        with translated_errors(), Session(engine) as session:
            yield Snapshot(session)
    finally:
        engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    database = Path(make_url(url).database or "")
    if not database.is_file():
        raise StorageUnavailable(f"there is no {database.name}")
    address = f"file:{quote(str(database.absolute()))}?mode=ro"  # or opening would make a file that is not there
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
        hide_parameters=True,
        poolclass=NullPool,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _prepare(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves: one transaction, one state
    for pragma in _SQLITE_PRAGMAS:
        dbapi_connection.execute(pragma)
