"""An inspector exports while the hall goes on: one state of all logs, nobody waits, nothing is written."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from backend.storage import KeyRing, StorageUnavailable, Store, Table, snapshot
from backend.supervision import NewEntry, Status, export_log, record_many, verify_export

HALL, OTHER = "530102001000", "530102002000"


def both_halls(session: Session) -> None:
    """One deed with an entry in each log: whoever sees one must see the other."""
    known: dict[str, Any] = {"actor": "staff-1", "role": "operator", "act": "case.step", "obj": "o"}
    record_many(session, [NewEntry(log=hall, div=hall, **known) for hall in (HALL, OTHER)], at=datetime.now(UTC))


@contextmanager
def at_work(store: Store) -> Iterator[list[int]]:
    """Units committed without a pause; the list grows with each."""
    done: list[int] = []
    ending = threading.Event()

    def work() -> None:
        while not ending.is_set():
            store.run_now(both_halls)
            done.append(len(done))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        while len(done) < 20:
            ending.wait(0.005)
        yield done
    finally:
        ending.set()
        worker.join()


def test_all_logs_are_exported_as_they_were_at_one_moment(store: Store, tmp_path: Path) -> None:
    with at_work(store) as done, snapshot(store.url) as seen:
        first = export_log(seen, HALL, tmp_path / HALL)
        before = len(done)
        while len(done) < before + 20:  # the hall does not wait for the inspector
            threading.Event().wait(0.005)
        second = export_log(seen, OTHER, tmp_path / OTHER)
    assert first.size == second.size >= 20
    for hall in (HALL, OTHER):
        verification = verify_export(tmp_path / hall)
        assert (verification.status, verification.size) == (Status.INTACT, first.size)


def test_what_is_written_later_is_in_the_next_export(store: Store, tmp_path: Path) -> None:
    store.run_now(both_halls)
    with snapshot(store.url) as seen:
        earlier = export_log(seen, HALL, tmp_path / "earlier")
    store.run_now(both_halls)
    with snapshot(store.url) as seen:
        assert export_log(seen, HALL, tmp_path / "later").size == earlier.size + 1
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "head").write_text(str(earlier), "utf-8")
    assert verify_export(tmp_path / "later", tmp_path / "kept").status is Status.INTACT


def test_who_looks_cannot_write(store: Store) -> None:
    store.run_now(both_halls)
    with snapshot(store.url) as seen, pytest.raises(Exception, match=r"(?i)read.?only"):
        seen.read_now(lambda session: session.connection().execute(text("DELETE FROM chain_log")))
    with snapshot(store.url) as seen:
        assert seen.read_now(lambda session: session.connection().scalar(text("SELECT count(*) FROM chain_log"))) == 2


def test_what_a_killed_node_left_is_read_whole(sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.run_now(both_halls)
    database = Path(sqlite_store.url.removeprefix("sqlite:///"))
    left = tmp_path / "left"
    left.mkdir()
    for part in (database, database.with_name(database.name + "-wal")):  # as after a power cut: the log not folded in
        (left / part.name).write_bytes(part.read_bytes())
    with snapshot(f"sqlite:///{left / database.name}") as seen:
        assert export_log(seen, HALL, tmp_path / "export").size == 1


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match=r"no node\.db"), snapshot(f"sqlite:///{tmp_path / 'node.db'}"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_stopped_in_order_is_read_without_a_trace(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'node.db'}"
    with Store.open(url, keys=KeyRing.throwaway(home="530102000000")) as store:
        store.create_tables(Table.metadata)
        store.run_now(both_halls)
    before = (tmp_path / "node.db").read_bytes()
    with snapshot(url) as seen:
        assert export_log(seen, OTHER, tmp_path / "export").size == 1
    assert (tmp_path / "node.db").read_bytes() == before
