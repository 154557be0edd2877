"""The one door to the database: durable write units, read-only queries."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, Self, TypeVar

from filelock import FileLock
from filelock import Timeout as LockHeld
from sqlalchemy import Engine, MetaData, make_url, text
from sqlmodel import Session

from backend.storage import postgres, sqlite
from backend.storage.errors import StorageUnavailable, StoreTaken
from backend.storage.key_shelf import TableShelf
from backend.storage.keys import KeyRing
from backend.storage.partial_index import with_every_database
from backend.storage.straight import go_straight
from backend.storage.translation import translated_errors
from backend.storage.units import Listeners, Pending, as_current, in_store, reading_session

T = TypeVar("T")

THREADS: Final = 8


class _Writer(Protocol):
    def submit(self, pending: Pending) -> None: ...
    def is_own_thread(self) -> bool: ...
    def close(self) -> None: ...


class Store:
    """A database with one way to write and one way to read; the same on SQLite and PostgreSQL."""

    def __init__(
        self, url: str, keys: KeyRing, writer: _Writer, engine: Engine, readers: Engine, lock: FileLock | None
    ) -> None:
        self.url = url
        self.keys = keys
        self._writer = writer
        self._engine = engine
        self._readers = readers
        self._reading = ThreadPoolExecutor(THREADS, thread_name_prefix="storage-reader")
        self._lock = lock
        self._listeners = Listeners()
        keys.use(TableShelf(self))

    @classmethod
    def open(cls, url: str, *, keys: KeyRing) -> Self:
        """Open `sqlite:///path` or `postgresql+psycopg://…`.

        An SQLite store belongs to one process at a time: `StoreTaken` if another has it.
        """
        kind = make_url(url).drivername
        if kind == "sqlite":
            return cls._open_sqlite(url, keys)
        if kind == "postgresql+psycopg":
            return cls._open_postgres(url, keys)
        raise ValueError(f"{kind} is not a database this program knows: use sqlite:/// or postgresql+psycopg://")

    @classmethod
    def _open_sqlite(cls, url: str, keys: KeyRing) -> Self:
        lock = _locked(_database_file(url))
        try:
            engine, readers = sqlite.writing_engine(url), sqlite.reading_engine(url, THREADS)
            _check(engine)
        except BaseException:
            lock.release()
            raise
        return cls(url, keys, sqlite.SqliteWriter(engine), engine, readers, lock)

    @classmethod
    def _open_postgres(cls, url: str, keys: KeyRing) -> Self:
        engine, readers = postgres.writing_engine(url, THREADS), postgres.reading_engine(url, THREADS)
        _check(engine)
        return cls(url, keys, postgres.PostgresWriter(engine, THREADS), engine, readers, None)

    async def run(self, unit: Callable[[Session], T], *, can_wait: bool = False) -> T:
        """Run `unit` in one durable write transaction and answer what it returned, once that is durable.

        On SQLite, where all write one after the other, a unit that `can_wait` lets those of people at a window pass.

        The unit runs on another thread and may run more than once (PostgreSQL contention), so it changes
        nothing but the database. If it raises, nothing of it is kept. A cancelled call that had already begun
        is carried through.
        """
        pending = Pending(in_store(unit, self.keys, self._listeners), asyncio.get_running_loop(), can_wait)
        self._writer.submit(pending)
        outcome: T = await asyncio.wrap_future(pending.future)
        return outcome

    def run_now(self, unit: Callable[[Session], T]) -> T:
        """`run` for command-line tools and tests: waits on the calling thread."""
        if self._writer.is_own_thread():
            raise RuntimeError("run_now inside a unit would wait for itself: use the unit's own session")
        pending = Pending(in_store(unit, self.keys, self._listeners))
        self._writer.submit(pending)
        outcome: T = pending.future.result()
        return outcome

    async def read(self, query: Callable[[Session], T]) -> T:
        """Answer `query` from one unchanging state of the database, on a reader thread; it cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self.read_now, query)

    def read_now(self, query: Callable[[Session], T]) -> T:
        with translated_errors(), reading_session(self._readers, self.keys) as session, as_current(session):
            go_straight(session)
            return query(session)

    def listen(self, kind: type[T], hear: Callable[[T], None]) -> None:
        """Call `hear` with every news of this kind units tell by `tell_after_commit`, where `after_commit` calls."""
        self._listeners.add(kind, hear)

    def create_tables(self, metadata: MetaData) -> None:
        """Create missing tables directly, for tests and throw-away realms; a hall's store uses migrations."""
        self.run_now(lambda session: with_every_database(metadata).create_all(session.connection()))

    def close(self) -> None:
        """Finish every unit already submitted, then let go of the database."""
        self._writer.close()
        self._reading.shutdown(wait=True)
        self._readers.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def exclusive_use(url: str) -> Iterator[None]:
    """Nobody else has this SQLite store open meanwhile (`StoreTaken`); PostgreSQL needs no such lock."""
    if make_url(url).get_backend_name() != "sqlite":
        yield
        return
    lock = _locked(_database_file(url))
    try:
        yield
    finally:
        lock.release()


def _database_file(url: str) -> Path:
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ValueError("a store lives in a file: sqlite:///path")
    return Path(name)


def _locked(database: Path) -> FileLock:
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(database.with_name(database.name + ".lock"), thread_local=False)
        lock.acquire(timeout=0)
    except LockHeld:
        raise StoreTaken(f"{database.name} is open in another process") from None
    except OSError as error:
        raise StorageUnavailable(f"{database.name} cannot be opened: {error.strerror}") from None
    return lock


def _check(engine: Engine) -> None:
    """Fail now rather than at the first citizen."""
    with translated_errors(), engine.begin() as connection:
        connection.execute(text("SELECT 1"))
