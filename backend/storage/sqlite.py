"""SQLite: one writer thread, first come first served, many units per commit."""

import logging
import sqlite3
import threading
from contextlib import closing
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from backend.storage.errors import StorageUnavailable
from backend.storage.given_up import is_given_up, note_why_given_up, why_given_up
from backend.storage.line import WaitingLine
from backend.storage.translation import translated_errors
from backend.storage.units import Pending, as_current, callbacks_of

log = logging.getLogger(__name__)

GROUP_LIMIT: Final = 64
COMMITS_TO_FOLD: Final = 32  # some 800 pages
LONGEST_LOG: Final = 4_000
"""In pages of 4 KiB. The commit that makes it longer folds it in, whoever waits: where the counter is never empty."""
BUSY_TIMEOUT_MS: Final = 5_000
_BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
_REMEMBERING: Final = {"cached_statements": 512}  # a group of units alone has 128 with its savepoints
# FULL and not NORMAL: NORMAL lost acknowledged commits in most simulated power cuts.
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA wal_autocheckpoint={LONGEST_LOG}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA recursive_triggers=ON",  # or INSERT OR REPLACE would slip past the insert-only triggers
)


def writing_engine(url: str) -> Engine:
    """An engine with one connection, whose transactions take the write lock at once."""
    engine = create_engine(url, hide_parameters=True, pool_size=1, max_overflow=0, connect_args=_REMEMBERING)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(_BEGIN_WRITING))
    event.listen(engine, "handle_error", _note_why_given_up)
    event.listen(engine, "before_cursor_execute", _refuse_outside_transaction)
    return engine


def reading_engine(url: str, size: int) -> Engine:
    """An engine whose connections cannot write; each transaction sees one state of the database."""
    engine = create_engine(url, hide_parameters=True, pool_size=size, max_overflow=0, connect_args=_REMEMBERING)
    event.listen(engine, "connect", _prepare_for_reading)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _prepare(dbapi_connection: DBAPIConnection, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves
    cursor = dbapi_connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _prepare_for_reading(dbapi_connection: DBAPIConnection, record: Any) -> None:
    _prepare(dbapi_connection, record)
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _note_why_given_up(context: ExceptionContext) -> None:
    connection, error = context.connection, context.sqlalchemy_exception
    if connection is not None and isinstance(error, DBAPIError):
        note_why_given_up(connection, error)


def _refuse_outside_transaction(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    if statement != _BEGIN_WRITING and is_given_up(connection.connection.driver_connection):
        raise why_given_up(connection)


class SqliteWriter:
    """Runs units on one thread and commits up to `GROUP_LIMIT` of them with one sync of the disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._line = WaitingLine()
        self._unfolded = 0  # commits
        self._submitting = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="storage-writer", daemon=True)
        self._thread.start()

    def submit(self, pending: Pending) -> None:
        with self._submitting:
            if self._closed:
                raise StorageUnavailable("the store is closed")
            self._line.put(pending)

    def is_own_thread(self) -> bool:
        return threading.current_thread() is self._thread

    def close(self) -> None:
        """Finish what was submitted, then stop."""
        with self._submitting:
            if not self._closed:
                self._closed = True
                self._line.close()
        self._thread.join()
        self._engine.dispose()

    def _work(self) -> None:
        while (first := self._line.wait()) is not None:
            self._commit(first)
            self._unfolded += 1
            if first.can_wait and self._unfolded >= COMMITS_TO_FOLD and self._line.is_empty():
                self._fold()

    def _fold(self) -> None:
        """Write the log into the database. By itself SQLite does it within a commit, and whoever is served waits for
        two more syncs of the disk.
        """
        self._unfolded = 0
        try:
            with closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error as error:
            log.warning("the log was not folded into the database: %s", type(error).__name__)

    def _commit(self, first: Pending) -> None:
        """Either every unit that did not fail by itself is durable, or none of the group is."""
        group = [first]
        try:
            with translated_errors(), self._engine.connect() as connection:
                self._commit_on(connection, group)
        except Exception as error:
            for pending in group:
                pending.error = pending.error or error
        for pending in group:
            pending.settle()

    def _commit_on(self, connection: Connection, group: list[Pending]) -> None:
        """Whoever joins the first is added to the group before anything is done for them."""
        [first] = group
        try:
            with connection.begin():
                for pending in self._line.together(first, GROUP_LIMIT):
                    if pending is not first:
                        group.append(pending)
                    _attempt(pending, connection)
        except BaseException:
            connection.invalidate()  # whatever state it is in, the next group starts afresh
            raise


def _attempt(pending: Pending, connection: Connection) -> None:
    """Run one unit inside its own SAVEPOINT; raise only if the whole transaction is gone."""
    try:
        with translated_errors(), _unit_session(connection) as session, as_current(session), session.begin():
            pending.result = pending.work(session)
        pending.callbacks = callbacks_of(session)
    except Exception as error:
        pending.error = error
        if is_given_up(connection.connection.driver_connection):
            raise


def _unit_session(connection: Connection) -> Session:
    return Session(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
