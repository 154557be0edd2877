"""Writing: an entry and what it tells of are one; the log is the same however units come."""

import asyncio
import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import registry
from sqlmodel import Session, col, select

from backend.storage import ConstraintBroken, CountyKeyed, KeyRing, SealBroken, Store, Table, new_metadata
from backend.supervision import (
    ChainEntry,
    ChainFrontier,
    ChainLog,
    EntryMissing,
    HashName,
    Head,
    NewEntry,
    NotCanonical,
    Origin,
    Outcome,
    Status,
    export_log,
    find_payload,
    has_been,
    head_of,
    record,
    record_many,
    record_recovery,
    record_start,
    verify_export,
)
from backend.supervision.entries import parsed_leaf
from backend.supervision.hashing import tree_hash
from backend.supervision.merkle import root_of
from backend.supervision.tables import ChainPayload

HALL = "530102001000"
OTHER = "530102002000"


class _Here(Table, registry=registry(metadata=new_metadata())):
    """A base of this file's own."""


class Deed(CountyKeyed, _Here, table=True):
    __tablename__ = "deed"

    seq: int


def entry(act: str = "case.step", **values: Any) -> NewEntry:
    known: dict[str, Any] = {"log": HALL, "actor": "staff-1", "role": "operator", "act": act, "obj": "o", "div": HALL}
    return NewEntry(**(known | values))


def _leaves(session: Session, log: str = f"{HALL}.1") -> list[ChainEntry]:
    return list(session.exec(select(ChainEntry).where(ChainEntry.log == log).order_by(col(ChainEntry.seq))))


def _of_case(store: Store, case: str) -> list[dict[str, Any]]:
    query = select(ChainEntry.leaf).where(ChainEntry.case_id == case).order_by(col(ChainEntry.seq))
    return [parsed_leaf(leaf) for leaf in store.read_now(lambda session: session.exec(query).all())]


def _assert_sound(store: Store, hall: str = HALL) -> int:
    """Frontier, entries and a tree built from scratch agree; answers the size."""

    def check(session: Session) -> int:
        leaves = _leaves(session, f"{hall}.1")
        tree = tree_hash(HashName.SM3)
        state = session.exec(select(ChainFrontier).where(ChainFrontier.id == hall)).one()
        assert [row.seq for row in leaves] == list(range(len(leaves)))
        assert state.size == len(leaves)
        assert head_of(session, hall).root == root_of([tree.leaf(row.leaf) for row in leaves], tree)
        return len(leaves)

    return store.read_now(check)


def test_entries_are_numbered_from_zero_in_each_halls_log(store: Store) -> None:
    mixed = [entry(), entry(log=OTHER), entry(), entry(log=OTHER), entry()]
    assert store.run_now(lambda s: record_many(s, mixed)) == [0, 0, 1, 1, 2]
    assert store.run_now(lambda s: record(s, entry())) == 3
    assert _assert_sound(store) == 4
    assert _assert_sound(store, OTHER) == 2


def test_a_leaf_holds_exactly_the_listed_fields(store: Store) -> None:
    at = datetime(2026, 3, 4, 5, 6, 7, 8999, tzinfo=UTC)
    device = datetime(2026, 3, 4, 5, 6, 0, tzinfo=UTC)
    full = entry(station="w3", session="s1", why="purpose", op="op-1", case="c1", outcome=Outcome.DENIED, dev_at=device)
    store.run_now(lambda s: record(s, entry(case="c1")))
    store.run_now(lambda s: record(s, full, at=at))
    fields = _of_case(store, "c1")[1]
    assert len(fields.pop("id")) == 36
    assert fields == {
        "v": 1,
        "log": f"{HALL}.1",
        "seq": 1,
        "at": "2026-03-04T05:06:07.008Z",
        "dev_at": "2026-03-04T05:06:00.000Z",
        "station": "w3",
        "session": "s1",
        "actor": "staff-1",
        "role": "operator",
        "act": "case.step",
        "obj": "o",
        "div": HALL,
        "outcome": "denied",
        "why": "purpose",
        "op": "op-1",
        "prev_case": 0,
        "commit": None,
    }


def test_each_entry_of_a_case_names_the_one_before(store: Store) -> None:
    first = [entry(case="a"), entry(case="b"), entry(), entry(case="a"), entry(case="a")]
    store.run_now(lambda s: record_many(s, first))
    store.run_now(lambda s: record(s, entry(case="b")))
    assert _previous(store, "a") == [None, 0, 3]
    assert _previous(store, "b") == [None, 1]
    store.run_now(lambda s: record_many(s, [entry(case="c", begins_case=True), entry(case="c")]))
    store.run_now(lambda s: record(s, entry(case="c")))
    assert _previous(store, "c") == [None, 6, 7]


def _previous(store: Store, case: str) -> list[int | None]:
    return [fields["prev_case"] for fields in _of_case(store, case)]


def test_a_unit_that_fails_leaves_neither_row_nor_entry(store: Store) -> None:
    store.create_tables(_Here.metadata)

    def fails(session: Session) -> None:
        session.add(Deed(county="530102", seq=record(session, entry())))
        session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        store.run_now(fails)
    assert store.read_now(lambda s: s.exec(select(Deed)).all()) == []
    assert store.run_now(lambda s: record(s, entry())) == 0


def test_entries_recorded_one_by_one_in_a_unit_equal_those_recorded_together(store: Store) -> None:
    def unit(session: Session) -> list[int]:
        return [
            record(session, entry(case="a")),
            *record_many(session, [entry(case="a")] * 2),
            record(session, entry()),
        ]

    assert store.run_now(unit) == [0, 1, 2, 3]
    assert _assert_sound(store) == 4


def test_a_savepoint_rolled_back_takes_its_entries_out_of_the_tree(store: Store) -> None:
    def unit(session: Session) -> list[int]:
        numbers = [record(session, entry())]
        with pytest.raises(LookupError), session.begin_nested():
            record_many(session, [entry()] * 2)
            raise LookupError
        numbers.append(record(session, entry()))
        with session.begin_nested():
            numbers.append(record(session, entry()))
        with pytest.raises(LookupError), session.begin_nested():
            with session.begin_nested():
                record(session, entry())
            raise LookupError
        assert head_of(session, HALL).size == 3
        return numbers

    assert store.run_now(unit) == [0, 1, 2]
    assert _assert_sound(store) == 3
    assert store.run_now(lambda s: record(s, entry())) == 3


async def test_concurrent_units_never_leave_a_gap_or_a_fork(store: Store) -> None:
    store.create_tables(_Here.metadata)
    chance = random.Random(7)

    def unit(session: Session) -> None:
        count = chance.randint(1, 4)
        halls = [HALL, OTHER]
        chance.shuffle(halls)
        seqs = record_many(session, [entry(log=halls[i % 2], case=f"c{chance.randint(1, 9)}") for i in range(count)])
        session.add(Deed(county="530102", seq=seqs[0]))
        if chance.random() < 0.2:
            raise LookupError

    outcomes = await asyncio.gather(*(store.run(unit) for _ in range(120)), return_exceptions=True)
    failed = [outcome for outcome in outcomes if outcome is not None]
    assert failed
    assert all(isinstance(outcome, LookupError) for outcome in failed)
    assert _assert_sound(store) > 50
    assert _assert_sound(store, OTHER) > 50
    assert len(store.read_now(lambda s: s.exec(select(Deed)).all())) == 120 - len(failed)


WRITER = """
import sys
from sqlalchemy import text
from backend.storage import KeyRing, Store
from backend.supervision import NewEntry, record

hall = "530102001000"
store = Store.open(sys.argv[1], keys=KeyRing.throwaway())

def unit(session):
    entry = NewEntry(log=hall, actor="a", role="operator", act="case.step", obj="o", div=hall, case="c")
    seq = record(session, entry)
    session.connection().execute(text("INSERT INTO deed VALUES ('530102', :id, :seq)"), {"id": str(seq), "seq": seq})

for turn in range(100_000):
    store.run_now(unit)
    print(turn, flush=True)
"""


@pytest.mark.real
def test_a_crash_at_any_moment_leaves_no_row_without_its_entry(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'node.db'}", KeyRing.throwaway()
    with Store.open(url, keys=keys) as store:
        store.create_tables(Table.metadata)
        store.create_tables(_Here.metadata)
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, url], cwd=Path(__file__).parents[3], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            for _written in range(11):
                writer.stdout.readline()
            writer.kill()
        with Store.open(url, keys=keys) as store:
            size = _assert_sound(store)
            deeds = store.read_now(lambda s: set(s.exec(select(Deed.seq))))
            assert size > 10
            assert deeds == set(range(size))


@pytest.mark.parametrize("statement", ["UPDATE chain_entry SET actor = 'x'", "DELETE FROM chain_entry"])
def test_the_database_itself_refuses_to_change_entries(store: Store, statement: str) -> None:
    store.run_now(lambda s: record(s, entry()))
    with pytest.raises(ConstraintBroken, match="insert-only"):
        store.run_now(lambda s: s.connection().execute(text(statement)))
    assert _assert_sound(store) == 1


def test_a_foreign_program_cannot_put_another_entry_in_the_place_of_one(sqlite_store: Store) -> None:
    """`REPLACE` deletes without asking the triggers of deletion, unless a connection asks for it."""
    sqlite_store.run_now(lambda s: record(s, entry(payload={"opinion": "yes"})))
    file = sqlite_store.url.removeprefix("sqlite:///")
    for table in ("chain_log", "chain_entry", "chain_payload"):
        with closing(sqlite3.connect(file)) as foreign, pytest.raises(sqlite3.IntegrityError, match="insert-only"):
            foreign.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    assert _assert_sound(sqlite_store) == 1


def test_a_payload_is_sealed_and_committed_to_and_the_log_verifies_without_it(store: Store, tmp_path: Path) -> None:
    opinion = {"verdict": "approve", "text": "材料齐全 王某某"}
    store.run_now(lambda s: record(s, entry(case="c1", payload=opinion)))
    [fields] = _of_case(store, "c1")
    assert len(fields["commit"]) == 64
    assert "王某某" not in str(fields)
    assert store.read_now(lambda s: find_payload(s, f"{HALL}.1", 0)) == opinion
    sealed = store.read_now(lambda s: s.connection().execute(text("SELECT sealed FROM chain_payload")).scalar_one())
    assert "王某某".encode() not in bytes(sealed)

    store.run_now(lambda s: s.connection().execute(text("DELETE FROM chain_payload")))
    assert store.read_now(lambda s: find_payload(s, f"{HALL}.1", 0)) is None
    export_log(store, HALL, tmp_path / "export")
    assert verify_export(tmp_path / "export").status is Status.INTACT


def test_a_payload_put_to_another_entry_opens_nowhere(store: Store) -> None:
    store.run_now(lambda s: record_many(s, [entry(payload={"verdict": verdict}) for verdict in ("approve", "refuse")]))

    def exchange(session: Session) -> None:
        rows = [(row.seq, row.sealed) for row in session.exec(select(ChainPayload).order_by(col(ChainPayload.seq)))]
        session.connection().execute(text("DELETE FROM chain_payload"))
        for (seq, _), (_, sealed) in zip(rows, reversed(rows), strict=True):
            session.add(ChainPayload(county=HALL[:6], log=f"{HALL}.1", seq=seq, sealed=sealed))

    store.run_now(exchange)
    with pytest.raises(SealBroken):
        store.read_now(lambda s: find_payload(s, f"{HALL}.1", 0))


@pytest.mark.parametrize("halls", [(HALL, OTHER), (OTHER, HALL)])
def test_the_logs_of_several_halls_are_taken_in_one_order_whoever_comes_first(
    store: Store, halls: tuple[str, str]
) -> None:
    """Else two units that write to both could wait for each other. Heads are told in the order logs were taken."""
    taken: list[str] = []
    store.listen(Head, lambda head: taken.append(head.origin.hall))
    store.run_now(lambda s: record_many(s, [entry(log=hall) for hall in halls]))
    assert taken == [HALL, OTHER]


def test_equal_payloads_have_different_commitments(store: Store) -> None:
    store.run_now(lambda s: record_many(s, [entry(case="c", payload={"a": 1})] * 2))
    commits = [fields["commit"] for fields in _of_case(store, "c")]
    assert len(set(commits)) == 2


def test_a_payload_without_canonical_form_stops_the_unit(store: Store) -> None:
    with pytest.raises(NotCanonical):
        store.run_now(lambda s: record(s, entry(payload={"amount": 1.5})))


def test_a_node_says_when_it_starts_and_a_log_keeps_its_first_hash(store: Store) -> None:
    def start(hash: HashName) -> None:
        store.run_now(lambda s: record_start(s, HALL, station="node", version="1.0", clean=False, hash=hash))

    start(HashName.SHA256)
    start(HashName.SM3)
    head = store.read_now(lambda s: head_of(s, HALL))
    assert (head.size, head.origin.hash) == (2, "sha256")
    assert store.read_now(lambda s: find_payload(s, f"{HALL}.1", 0)) == {"version": "1.0", "clean": False}


def test_a_restored_backup_begins_an_epoch_that_names_the_last_known_head(store: Store, tmp_path: Path) -> None:
    store.run_now(lambda s: record_many(s, [entry()] * 3))
    restored = store.read_now(lambda s: head_of(s, HALL))
    lost = replace(restored, size=5, root=b"l" * 32)

    def holds(head: Head) -> bool:
        return store.read_now(lambda s: has_been(s, head))

    assert (holds(restored), holds(lost), holds(replace(restored, root=b"f" * 32))) == (True, False, False)
    by = [("a1", "admin.sys"), ("a2", "admin.sec")]
    store.run_now(lambda s: record_recovery(s, last_known=lost, by=by, station="node"))
    assert holds(lost)  # begun anew behind it
    assert store.run_now(lambda s: record(s, entry())) == 2
    now = store.read_now(lambda s: head_of(s, HALL))
    assert (now.origin.log, now.size) == (f"{HALL}.2", 3)
    assert export_log(store, f"{HALL}.1", tmp_path / "old") == restored
    assert export_log(store, HALL, tmp_path / "new") == now
    assert verify_export(tmp_path / "new").status is Status.INTACT
    first = [json.loads(line) for line in (tmp_path / "new" / "entries.jsonl").read_text("utf-8").splitlines()[:2]]
    assert [(one["act"], one["actor"], one["role"]) for one in first] == [("node.recovery", *one) for one in by]
    assert {Head.parse("\n".join(one["obj"].split())) for one in first} == {lost}
    assert holds(now)


def test_an_epoch_goes_above_that_of_the_last_known_head(store: Store) -> None:
    store.run_now(lambda s: record(s, entry()))
    restored = store.read_now(lambda s: head_of(s, HALL))
    lost = replace(restored, origin=Origin(f"{HALL}.4"))
    assert not store.read_now(lambda s: has_been(s, lost))
    store.run_now(lambda s: record_recovery(s, last_known=lost, by=[("a", "x"), ("b", "y")], station="node"))
    assert store.read_now(lambda s: [log.id for log in s.exec(select(ChainLog))]) == [f"{HALL}.1", f"{HALL}.5"]


def test_a_hall_without_a_log_has_no_head(store: Store) -> None:
    with pytest.raises(EntryMissing):
        store.read_now(lambda s: head_of(s, HALL))


def test_the_order_of_a_log_does_not_depend_on_the_clock(store: Store) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for moment in (now, now - timedelta(days=1), now - timedelta(days=2)):
        store.run_now(partial(record, entry=entry(), at=moment))
    assert _assert_sound(store) == 3


def test_an_entry_shows_no_payload_and_names_a_real_hall() -> None:
    assert "secret" not in repr(entry(payload={"a": "secret"}))
    with pytest.raises(ValueError, match="division code"):
        entry(log="hall-1")
