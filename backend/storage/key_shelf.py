"""The table of wrapped data keys."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, select

from backend.storage.errors import StorageUnavailable
from backend.storage.inserting import insert_into
from backend.storage.keys import KeyName, WrappedKey
from backend.storage.tables import CountyKeyed, Table
from backend.storage.units import after_commit, current_session, is_read_only

T = TypeVar("T")


class DataKeyRow(CountyKeyed, Table, table=True):
    """A wrapped data key; deleting the row destroys everything sealed with it."""

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("county", "hall", "year", "purpose"),)

    hall: str = Field(max_length=12)
    year: int
    purpose: str = Field(max_length=8)
    master: str = Field(max_length=16)
    wrapped: bytes
    made_at: datetime


class _Store(Protocol):
    def run_now(self, unit: Callable[[Session], T]) -> T: ...
    def read_now(self, query: Callable[[Session], T]) -> T: ...


class TableShelf:
    """Keeps keys in the table, inside the running unit if there is one: writing elsewhere would wait for it."""

    def __init__(self, store: _Store) -> None:
        self._store = store

    def find(self, name: KeyName) -> WrappedKey | None:
        return self._reading(lambda session: _find(session, name))

    def find_by_id(self, key_id: str) -> WrappedKey | None:
        return self._reading(lambda session: _find_by_id(session, key_id))

    def add(self, key: WrappedKey) -> WrappedKey:
        session = _current_unit()
        if session is None:
            return self._store.run_now(lambda own: _add(own, key))
        return _add(session, key)

    def when_kept(self, remember: Callable[[], None]) -> None:
        session = _current_unit()
        if session is None:
            remember()
        else:
            after_commit(session, remember)

    def _reading(self, query: Callable[[Session], T]) -> T:
        session = current_session()
        return self._store.read_now(query) if session is None else query(session)


def _current_unit() -> Session | None:
    session = current_session()
    return None if session is None or is_read_only(session) else session


def _find(session: Session, name: KeyName) -> WrappedKey | None:
    row = session.exec(
        select(DataKeyRow).where(
            DataKeyRow.county == name.hall[:6],
            DataKeyRow.hall == name.hall,
            DataKeyRow.year == name.year,
            DataKeyRow.purpose == name.purpose,
        )
    ).one_or_none()
    return None if row is None else _as_key(row)


def _find_by_id(session: Session, key_id: str) -> WrappedKey | None:
    row = session.exec(select(DataKeyRow).where(DataKeyRow.id == key_id)).one_or_none()
    return None if row is None else _as_key(row)


def _add(session: Session, key: WrappedKey) -> WrappedKey:
    """Insert unless another unit was first, then answer what is there."""
    connection = session.connection()
    values = {
        "county": key.name.hall[:6],
        "id": key.id,
        "hall": key.name.hall,
        "year": key.name.year,
        "purpose": key.name.purpose,
        "master": key.master,
        "wrapped": key.wrapped,
        "made_at": datetime.now(UTC),
    }
    connection.execute(insert_into(DataKeyRow, connection.dialect.name).values(**values).on_conflict_do_nothing())
    kept = _find(session, key.name)
    if kept is None:
        raise StorageUnavailable("a new data key could not be kept")
    return kept


def _as_key(row: DataKeyRow) -> WrappedKey:
    return WrappedKey(row.id, KeyName(row.hall, row.year, row.purpose), row.master, row.wrapped)
