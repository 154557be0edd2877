"""Turns a driver's error into ours, dropping every value the driver quotes."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeGuard

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.storage.errors import (
    Conflict,
    ConstraintBroken,
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageUnavailable,
)

if TYPE_CHECKING:
    import psycopg

_SQLITE_UNIQUE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
}
_SQLITE_UNUSABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PROTOCOL,
}
_SQLITE_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PG_DISK_FULL = "53100"
_PG_UNIQUE = "23505"
# connection lost, out of resources, operator intervention, system error
_PG_UNUSABLE_CLASSES = {"08", "53", "57", "58"}
_PG_CONTENTION = {"40001", "40P01"}


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise our own errors for the driver's; errors of wrong SQL pass through unchanged."""
    try:
        yield
    except DBAPIError as error:
        ours = translated(error)
        if ours is None:
            raise
        raise ours from None  # the cause quotes values
    except PoolTimeout:
        raise StorageUnavailable("no database connection became free in time") from None


def translated(error: DBAPIError) -> StorageError | None:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _from_sqlite(original)
    if _is_from_postgres(original):
        return _from_postgres(original, lost=error.connection_invalidated)
    return StorageUnavailable("the database failed") if isinstance(error, OperationalError) else None


def is_contention(error: DBAPIError) -> bool:
    """Whether PostgreSQL gave up this transaction in favour of another; running it again is right."""
    return _is_from_postgres(error.orig) and error.orig.sqlstate in _PG_CONTENTION


def _is_from_postgres(error: BaseException | None) -> "TypeGuard[psycopg.Error]":
    """A driver nobody has loaded raised nothing; a hall on SQLite never loads it."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(error, driver.Error)


def _from_sqlite(error: sqlite3.Error) -> StorageError | None:
    extended: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    primary = extended & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return StorageFull("the disk is full; nothing was kept")
    if extended in _SQLITE_UNIQUE:
        return Conflict(f"already there: {_constraint_of(error)}")
    if primary == sqlite3.SQLITE_CONSTRAINT:
        return ConstraintBroken(f"constraint broken: {_constraint_of(error)}")
    name = getattr(error, "sqlite_errorname", "unknown")
    if primary in _SQLITE_DAMAGED:
        return StorageDamaged(f"the database file is damaged ({name})")
    if primary in _SQLITE_UNUSABLE:
        return StorageUnavailable(f"the database file cannot be used now ({name})")
    return None


def _constraint_of(error: sqlite3.Error) -> str:
    """SQLite names only columns or the text of our trigger, never values."""
    return str(error).removeprefix("UNIQUE constraint failed: ")


def _from_postgres(error: "psycopg.Error", *, lost: bool) -> StorageError | None:
    state = error.sqlstate or ""
    if state == _PG_DISK_FULL:
        return StorageFull("the disk of the database is full; nothing was kept")
    if state == _PG_UNIQUE:
        return Conflict(f"already there: {error.diag.table_name}, {error.diag.constraint_name}")
    if state.startswith("23"):
        named = error.diag.constraint_name or error.diag.column_name or error.diag.message_primary
        return ConstraintBroken(f"constraint broken: {error.diag.table_name}, {named}")
    if state in _PG_CONTENTION:
        return StorageUnavailable("too much contention for the same rows")
    if lost or not state or state[:2] in _PG_UNUSABLE_CLASSES:
        return StorageUnavailable(f"the database cannot be used now ({state or 'no connection'})")
    return None
