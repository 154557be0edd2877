"""What a department remembers: applications, decisions with their time, answers still to be delivered.

SQLite with full synchronisation and one writing thread; several requests share one commit. Nothing is acknowledged
before it is durable, and what is scheduled is a row with a due time, so a kill at any moment loses nothing.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["Ledger"]

Answer = TypeVar("Answer")
Unit = Callable[[sqlite3.Connection], Any]
Entry = tuple[Unit, Future[Any]]

LARGEST_GROUP = 64

_TABLES = """
CREATE TABLE IF NOT EXISTS application (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    system TEXT NOT NULL,
    dispatch_id TEXT NOT NULL,
    once_key TEXT UNIQUE,          -- set by departments that honour our id
    fingerprint TEXT NOT NULL,
    reference TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at REAL NOT NULL,     -- seconds since 1970
    due REAL NOT NULL,             -- when the decision is out
    answer_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    words TEXT NOT NULL,
    result_number TEXT
);
CREATE INDEX IF NOT EXISTS application_by_dispatch ON application (system, dispatch_id, id);
CREATE INDEX IF NOT EXISTS application_by_reference ON application (system, reference);
CREATE TABLE IF NOT EXISTS supplement (
    application INTEGER PRIMARY KEY REFERENCES application (id),
    as_of REAL NOT NULL,           -- of the list: an older one changes nothing
    documents TEXT NOT NULL,
    received_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS delivery (
    application INTEGER PRIMARY KEY REFERENCES application (id),
    way TEXT NOT NULL,             -- callback | file
    base TEXT,                     -- where to, when the application said so
    due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS delivery_open ON delivery (done, way, due);
CREATE TABLE IF NOT EXISTS procedure (
    application INTEGER NOT NULL REFERENCES application (id),
    id TEXT NOT NULL UNIQUE,       -- the department's own
    kind TEXT NOT NULL,
    days INTEGER NOT NULL,         -- of the calendar, expected
    awaits TEXT,
    words TEXT NOT NULL,
    begins REAL NOT NULL,
    ends REAL NOT NULL,
    told INTEGER NOT NULL DEFAULT 0,  -- 1 its begin, 2 its end
    attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL,             -- when the next of these is to be told
    PRIMARY KEY (application, id)
);
CREATE INDEX IF NOT EXISTS procedure_open ON procedure (told, due);
CREATE TABLE IF NOT EXISTS resident (
    number TEXT PRIMARY KEY,       -- who moved in on request
    body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS organisation (
    number TEXT PRIMARY KEY,       -- credit code of what was founded on request
    body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Ledger:
    """The durable store of all departments of one county. `open` before use, `close` after."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._units: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None
        self._reader: sqlite3.Connection | None = None

    def open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        first = self._connect()
        first.executescript(_TABLES)
        self._reader = first
        self._writer = threading.Thread(target=self._write_groups, name="county-ledger", daemon=True)
        self._writer.start()

    def close(self) -> None:
        """Finish what was handed in, then close."""
        if self._writer is not None:
            self._units.put(None)
            self._writer.join()
            self._writer = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    async def write(self, unit: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Run ``unit`` in a transaction; answers once it is durable. Its exception undoes its own part only."""
        future: Future[Answer] = Future()
        self._units.put((unit, future))
        return await asyncio.wrap_future(future)

    def read(self, sql: str, *values: object) -> list[sqlite3.Row]:
        if self._reader is None:
            raise RuntimeError("the ledger is not open")
        return self._reader.execute(sql, values).fetchall()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=10)
        connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _write_groups(self) -> None:
        connection = self._connect()
        while (first := self._units.get()) is not None:
            _commit(connection, [first, *self._waiting()])
        connection.close()

    def _waiting(self) -> Iterator[Entry]:
        """What may join the first, as much as is there by now."""
        with suppress(queue.Empty):
            for _ in range(LARGEST_GROUP - 1):
                entry = self._units.get_nowait()
                if entry is None:
                    self._units.put(None)  # nothing comes after it: the next to be taken
                    return
                yield entry


def _commit(connection: sqlite3.Connection, group: Sequence[Entry]) -> None:
    answers: list[tuple[Future[Any], Any]] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        for unit, future in group:
            if future.set_running_or_notify_cancel():
                _run(connection, unit, future, answers)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for _, future in group:
            if not future.done():
                future.set_exception(error)
        return
    for future, answer in answers:
        future.set_result(answer)


def _run(
    connection: sqlite3.Connection, unit: Unit, future: "Future[Any]", answers: list[tuple["Future[Any]", Any]]
) -> None:
    connection.execute("SAVEPOINT unit")
    try:
        answers.append((future, unit(connection)))
    except Exception as error:
        connection.execute("ROLLBACK TO unit")
        connection.execute("RELEASE unit")
        future.set_exception(error)
        return
    connection.execute("RELEASE unit")
