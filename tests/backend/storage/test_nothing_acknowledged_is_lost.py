"""SQLite under attack: killed processes, full disks, rival processes."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, column, insert, text
from sqlalchemy import table as sql_table
from sqlmodel import Session

from backend.storage import KeyRing, StorageFull, StorageUnavailable, Store, StoreTaken, change_rows
from backend.storage.sqlite import COMMITS_TO_FOLD

ROOT = Path(__file__).parents[3]

_INSERT = insert(sql_table("t", column("name", Text)))

WRITER = textwrap.dedent(
    """
    import asyncio, sys
    from sqlalchemy import text
    from backend.storage import KeyRing, Store

    async def main(url: str) -> None:
        store = Store.open(url, keys=KeyRing.throwaway())

        async def client(number: int) -> None:
            for turn in range(100_000):
                name = f"{number}.{turn}"

                def unit(session, name=name):
                    for half in ("a", "b"):
                        session.connection().execute(text("INSERT INTO t VALUES (:n)"), {"n": name + half})

                await store.run(unit, can_wait=True)  # the log is folded in meanwhile
                sys.stdout.write(name + "\\n")
                sys.stdout.flush()

        await asyncio.gather(*(client(number) for number in range(8)))

    asyncio.run(main(sys.argv[1]))
    """
)


def _execute(statement: str, **values: Any) -> Callable[[Session], None]:
    def unit(session: Session) -> None:
        session.connection().execute(text(statement), values).close()

    return unit


def _put(name: str) -> Callable[[Session], None]:
    """Past SQLAlchemy's own way of a statement, as most of a hand-over is."""
    return lambda session: change_rows(session, _INSERT, {"name": name})


def _pragma(name: str) -> Callable[[Session], Any]:
    return lambda session: session.connection().execute(text(f"PRAGMA {name}")).scalar_one()


def _names(store: Store) -> set[str]:
    return store.read_now(lambda s: set(s.connection().execute(text("SELECT name FROM t")).scalars()))


@pytest.fixture
def table(sqlite_url: str, keys: KeyRing) -> str:
    with Store.open(sqlite_url, keys=keys) as store:
        store.run_now(_execute("CREATE TABLE t (name TEXT PRIMARY KEY)"))
    return sqlite_url


@pytest.mark.real
def test_a_killed_writer_loses_nothing_it_had_acknowledged_and_leaves_no_half_unit(table: str, keys: KeyRing) -> None:
    for patience_s in (0.15, 0.4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, table], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stderr is not None
        acknowledged = [writer.stdout.readline().strip() for _ in range(9)]
        time.sleep(patience_s)
        writer.send_signal(signal.SIGKILL)
        acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
        complaint = writer.stderr.read()
        writer.wait(10)
        writer.stdout.close()
        writer.stderr.close()
        assert complaint == ""
        with Store.open(table, keys=keys) as store:
            kept = _names(store)
            assert {name + half for name in acknowledged for half in "ab"} <= kept
            assert {name[:-1] + "a" for name in kept} == {name for name in kept if name.endswith("a")}
            assert {name[:-1] + "b" for name in kept} == {name for name in kept if name.endswith("b")}
            store.run_now(_execute("DELETE FROM t"))


def _insert(name: str) -> Callable[[Session], None]:
    return _execute("INSERT INTO t VALUES (:n)", n=name)


@pytest.mark.parametrize("add", [_insert, _put])
async def test_a_full_disk_fails_every_unit_of_the_group_and_keeps_none(
    table: str, keys: KeyRing, add: Callable[[str], Callable[[Session], None]]
) -> None:
    with Store.open(table, keys=keys) as store:
        await store.run(_execute("PRAGMA max_page_count=40"))
        big = "x" * 50_000
        outcomes = await asyncio.gather(
            *(store.run(add(f"{i}{big}")) for i in range(10)),
            return_exceptions=True,
        )
        assert any(isinstance(outcome, StorageFull) for outcome in outcomes)
        kept = {name.removesuffix(big) for name in _names(store)}
        assert kept == {str(i) for i, outcome in enumerate(outcomes) if not isinstance(outcome, Exception)}
        assert "disk is full" in str(next(o for o in outcomes if isinstance(o, StorageFull)))
        await store.run(_execute("PRAGMA max_page_count=4000"))
        await store.run(_execute("INSERT INTO t VALUES ('later')"))
        assert "later" in _names(store)


@pytest.mark.parametrize("add", [_insert, _put])
async def test_a_unit_that_goes_on_after_the_disk_was_full_commits_nothing_behind_our_back(
    table: str, keys: KeyRing, add: Callable[[str], Callable[[Session], None]]
) -> None:
    def stubborn(session: Session) -> None:
        for size in (200_000, 1):
            try:
                add("s" * size)(session)
            except Exception:
                continue

    with Store.open(table, keys=keys) as store:
        await store.run(_execute("PRAGMA max_page_count=40"))
        gate = asyncio.gather(
            store.run(add("before")),
            store.run(stubborn),
            store.run(add("after")),
            return_exceptions=True,
        )
        before, outcome, after = await gate
        assert isinstance(outcome, StorageFull)
        kept = _names(store)
        assert ("before" in kept) == (not isinstance(before, Exception))
        assert ("after" in kept) == (not isinstance(after, Exception))
        await store.run(_execute("INSERT INTO t VALUES ('later')"))
        assert "later" in _names(store)


async def test_when_the_commit_itself_fails_every_unit_gets_the_error(table: str, keys: KeyRing) -> None:
    with Store.open(table, keys=keys) as store:
        await store.run(_execute("CREATE TABLE p (id INTEGER PRIMARY KEY)"))
        await store.run(_execute("CREATE TABLE c (p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED, n TEXT)"))
        outcomes = await asyncio.gather(
            store.run(_execute("INSERT INTO t VALUES ('innocent')")),
            store.run(_execute("INSERT INTO c VALUES (99, 'refers to nothing, found only by COMMIT')")),
            return_exceptions=True,
        )
        grouped = isinstance(outcomes[0], Exception)
        assert isinstance(outcomes[1], Exception)
        assert ("innocent" in _names(store)) != grouped
        await store.run(_execute("INSERT INTO t VALUES ('later')"))
        assert "later" in _names(store)


def test_a_store_belongs_to_one_process_at_a_time(table: str, keys: KeyRing) -> None:
    with Store.open(table, keys=keys):
        with pytest.raises(StoreTaken, match=r"node\.db"):
            Store.open(table, keys=KeyRing.throwaway())
        opener = "import sys; from backend.storage import *; Store.open(sys.argv[1], keys=KeyRing.throwaway())"
        rival = subprocess.run(
            [sys.executable, "-c", opener, table], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert "StoreTaken" in rival.stderr
    Store.open(table, keys=keys).close()


def test_every_connection_syncs_fully_checks_references_and_wipes_what_is_deleted(table: str, keys: KeyRing) -> None:
    with Store.open(table, keys=keys) as store:
        on = ("secure_delete", "foreign_keys", "recursive_triggers")
        for pragma, value in {"synchronous": 2, "journal_mode": "wal", **dict.fromkeys(on, 1)}.items():
            assert store.run_now(_pragma(pragma)) == value
            assert store.read_now(_pragma(pragma)) == value


def test_a_unit_may_write_from_its_first_moment_on(table: str, keys: KeyRing) -> None:
    """Else one that read first could be refused its write, when another program wrote in between."""

    def only_reads(session: Session) -> None:
        session.connection().execute(text("SELECT 1"))
        other = sqlite3.connect(table.removeprefix("sqlite:///"), timeout=0)
        with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")

    with Store.open(table, keys=keys) as store:
        store.run_now(only_reads)


async def test_the_log_is_folded_in_after_what_can_wait_and_in_nobodys_commit(table: str, keys: KeyRing) -> None:
    file = Path(table.removeprefix("sqlite:///"))
    empty = file.stat().st_size
    with Store.open(table, keys=keys) as store:
        for number in range(COMMITS_TO_FOLD):
            await store.run(_put(f"{number} {'x' * 5000}"))
        assert file.stat().st_size == empty
        await store.run(_put("a department"), can_wait=True)
        async with asyncio.timeout(10):
            while file.stat().st_size < COMMITS_TO_FOLD * 5000:  # noqa: ASYNC110 - nobody waits for it: nothing tells
                await asyncio.sleep(0.005)


def test_a_unit_that_waits_for_another_unit_is_told_rather_than_stuck(table: str, keys: KeyRing) -> None:
    with Store.open(table, keys=keys) as store, pytest.raises(RuntimeError, match="wait for itself"):
        store.run_now(lambda session: store.run_now(lambda inner: None))


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "node.db"
    path.write_bytes(b"this is not a database, it is a letter" * 100)
    with pytest.raises(StorageUnavailable):
        Store.open(f"sqlite:///{path}", keys=keys)


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_databases_we_do_not_support_are_refused(url: str, keys: KeyRing) -> None:
    with pytest.raises(ValueError, match="sqlite"):
        Store.open(url, keys=keys)
