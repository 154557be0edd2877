"""PostgreSQL: a pool of threads, one transaction per unit."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from backend.storage.errors import StorageUnavailable
from backend.storage.translation import is_contention, translated_errors
from backend.storage.units import Pending, as_current, callbacks_of

ATTEMPTS: Final = 6
_FIRST_PAUSE_S: Final = 0.01


def writing_engine(url: str, size: int) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, isolation_level="READ COMMITTED", pool_size=size, max_overflow=0, pool_pre_ping=True
    )
    event.listen(engine, "connect", _prepare)
    return engine


def reading_engine(url: str, size: int) -> Engine:
    """Each read transaction sees one state of the database, as it does on SQLite."""
    engine = create_engine(
        url, hide_parameters=True, isolation_level="REPEATABLE READ", pool_size=size, max_overflow=0, pool_pre_ping=True
    )
    event.listen(engine, "connect", _prepare_for_reading)
    return engine


def _prepare(dbapi_connection: DBAPIConnection, _record: Any) -> None:
    """Times in UTC; a commit is on disk when it returns, even where the server's default says otherwise."""
    cursor = dbapi_connection.cursor()
    cursor.execute("SET TIME ZONE 'UTC'")
    cursor.execute("SHOW synchronous_commit")
    row = cursor.fetchone()
    if row is not None and row[0] in ("off", "local"):
        cursor.execute("SET synchronous_commit = on")
    cursor.close()
    dbapi_connection.commit()


def _prepare_for_reading(dbapi_connection: DBAPIConnection, record: Any) -> None:
    _prepare(dbapi_connection, record)
    cursor = dbapi_connection.cursor()
    cursor.execute("SET default_transaction_read_only = on")
    cursor.close()
    dbapi_connection.commit()


class PostgresWriter:
    """Runs each unit in a transaction of its own; units that lost a contest for rows are run again."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="storage-writer")

    def submit(self, pending: Pending) -> None:
        try:
            self._pool.submit(self._work, pending)
        except RuntimeError:
            raise StorageUnavailable("the store is closed") from None

    def is_own_thread(self) -> bool:
        return False

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        self._engine.dispose()

    def _work(self, pending: Pending) -> None:
        if not pending.future.set_running_or_notify_cancel():
            return
        try:
            with translated_errors():
                self._attempts(pending)
        except Exception as error:
            pending.error = error
        pending.settle()

    def _attempts(self, pending: Pending) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._attempt(pending)
            except DBAPIError as error:
                if attempt == ATTEMPTS or not is_contention(error):
                    raise
            time.sleep(_FIRST_PAUSE_S * 2**attempt * random.random())
        return None

    def _attempt(self, pending: Pending) -> None:
        with Session(self._engine, expire_on_commit=False) as session, as_current(session), session.begin():
            pending.result = pending.work(session)
        pending.callbacks = callbacks_of(session)
