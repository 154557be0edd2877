"""Whatever is done to an export is found offline, and the first bad entry is named."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from backend.storage import KeyRing, StorageDamaged, Store, Table
from backend.supervision import (
    ChainEntry,
    HashName,
    Head,
    HeadUnreadable,
    Origin,
    Status,
    export_log,
    record_many,
    verify_export,
)
from backend.supervision.canonical import canonical
from backend.supervision.hashing import tree_hash
from backend.supervision.merkle import Frontier, root_of
from tests.parts.exported_chain import HALL, SIZE, Exported, new_entry

SM3 = tree_hash(HashName.SM3)
FIELDS = ("v", "log", "seq", "id", "at", "dev_at", "station", "session", "actor", "role", "act", "obj", "div")
MORE_FIELDS = ("outcome", "why", "op", "prev_case", "commit")


def _lines(directory: Path) -> list[bytes]:
    return (directory / "entries.jsonl").read_bytes().splitlines()


def _write(directory: Path, lines: list[bytes]) -> None:
    (directory / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def _forge(directory: Path, lines: list[bytes]) -> None:
    """What a thorough attacker does: entries, listed hashes and head all agree with each other."""
    leaves = [SM3.leaf(line) for line in lines]
    _write(directory, lines)
    (directory / "hashes").write_text("".join(f"{leaf.hex()}\n" for leaf in leaves))
    (directory / "head").write_text(str(Head(Origin(f"{HALL}.1"), len(leaves), root_of(leaves, SM3))))


def _changed(line: bytes, field: str, value: Any) -> bytes:
    return canonical(json.loads(line) | {field: value})


repeated = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def test_a_sound_export_is_intact_with_every_head_that_was(exported: Exported) -> None:
    verification = verify_export(exported.directory, exported.keep(list(range(1, SIZE + 1))))
    assert (verification.status, verification.exit_code, verification.size) == (Status.INTACT, 0, SIZE)
    assert verification.first_bad_seq is None
    assert verification.last_good_head == exported.heads[-1]


@pytest.mark.parametrize("field", [*FIELDS, *MORE_FIELDS])
def test_any_changed_field_of_any_entry_is_named(exported: Exported, field: str) -> None:
    directory = exported.copy()
    lines = _lines(directory)
    for seq in range(SIZE):
        old = json.loads(lines[seq])[field]
        rubbish: list[Any] = [None, 0, "x", [], {}, True] if seq == SIZE // 2 else []
        for value in [_other(old), *rubbish]:
            if value == old and type(value) is type(old):
                continue
            _write(directory, [*lines[:seq], _changed(lines[seq], field, value), *lines[seq + 1 :]])
            verification = verify_export(directory)
            assert (verification.exit_code, verification.first_bad_seq) == (1, seq)


def _other(value: Any) -> Any:
    return value + 1 if type(value) is int else f"{value or ''}1"


@repeated
@given(seq=st.integers(0, SIZE - 1), place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_any_changed_byte_is_named(exported: Exported, seq: int, place: int, change: int) -> None:
    directory = exported.copy()
    lines = _lines(directory)
    line = bytearray(lines[seq])
    line[place % len(line)] ^= change
    lines[seq] = bytes(line)
    _write(directory, lines)
    verification = verify_export(directory)
    assert (verification.exit_code, verification.first_bad_seq) == (1, seq)


@repeated
@given(seqs=st.lists(st.integers(0, SIZE - 1), min_size=2, max_size=2, unique=True))
def test_entries_out_of_order_are_named(exported: Exported, seqs: list[int]) -> None:
    directory = exported.copy()
    lines = _lines(directory)
    one, other = sorted(seqs)
    lines[one], lines[other] = lines[other], lines[one]
    _write(directory, lines)
    assert verify_export(directory).first_bad_seq == one


@repeated
@given(first=st.integers(0, SIZE - 1), count=st.integers(1, SIZE))
def test_dropped_entries_are_named(exported: Exported, first: int, count: int) -> None:
    directory = exported.copy()
    lines = _lines(directory)
    del lines[first : first + count]
    _write(directory, lines)
    verification = verify_export(directory)
    assert (verification.exit_code, verification.first_bad_seq) == (1, first)


@repeated
@given(seq=st.integers(0, SIZE - 1), place=st.integers(0, SIZE))
def test_a_repeated_entry_is_named(exported: Exported, seq: int, place: int) -> None:
    directory = exported.copy()
    lines = _lines(directory)
    copies = [*lines[:place], lines[seq], *lines[place:]]
    _write(directory, copies)
    assert verify_export(directory).first_bad_seq == (place + 1 if place == seq else place)


@repeated
@given(data=st.data())
def test_a_thorough_forgery_is_bounded_by_the_heads_kept_elsewhere(exported: Exported, data: st.DataObject) -> None:
    seq = data.draw(st.integers(0, SIZE - 1))
    sizes = [*data.draw(st.lists(st.integers(1, SIZE - 1), unique=True)), SIZE]
    directory = exported.copy()
    lines = _lines(directory)
    lines[seq] = _changed(lines[seq], "actor", "somebody-else")
    _forge(directory, lines)
    assert verify_export(directory).status is Status.INTACT  # by itself it cannot be told
    verification = verify_export(directory, exported.keep(sizes))
    sound = max([size for size in sizes if size <= seq], default=0)
    assert (verification.exit_code, verification.first_bad_seq) == (1, sound)
    good = verification.last_good_head
    assert (good.size if good else 0) == sound


@repeated
@given(seq=st.integers(0, SIZE - 2), clumsy=st.integers(0, SIZE - 1), kept=st.integers(1, SIZE - 1))
def test_a_clumsy_change_does_not_cover_a_thorough_one_before_a_kept_head(
    exported: Exported, seq: int, clumsy: int, kept: int
) -> None:
    directory = exported.copy()
    lines = _lines(directory)
    lines[seq] = _changed(lines[seq], "actor", "somebody-else")
    _forge(directory, lines)
    lines[clumsy] = _changed(lines[clumsy], "actor", "yet-another")
    _write(directory, lines)
    verification = verify_export(directory, exported.keep([kept]))
    assert verification.exit_code == 1
    assert verification.first_bad_seq is not None
    if seq < kept <= clumsy:
        assert verification.first_bad_seq <= seq
    else:
        assert verification.first_bad_seq == clumsy


@pytest.mark.parametrize("size", [0, 1, SIZE - 1])
def test_a_shrunken_log_is_known_by_a_larger_head(exported: Exported, size: int) -> None:
    directory = exported.copy()
    _forge(directory, _lines(directory)[:size])
    verification = verify_export(directory, exported.keep([SIZE]))
    assert (verification.exit_code, verification.first_bad_seq) == (1, size)


def test_entries_no_head_covers_are_named(exported: Exported) -> None:
    directory = exported.copy()
    (directory / "head").write_text(str(exported.heads[9]), "utf-8")
    verification = verify_export(directory)
    assert (verification.exit_code, verification.first_bad_seq) == (1, 10)
    assert verification.last_good_head == exported.heads[9]


def test_a_change_of_the_listed_hashes_or_of_the_head_shows_too(exported: Exported) -> None:
    directory = exported.copy()
    listed = (directory / "hashes").read_text().splitlines(keepends=True)
    (directory / "hashes").write_text("".join([*listed[:7], "0" * 64 + "\n", *listed[8:]]))
    assert verify_export(directory).first_bad_seq == 7
    (directory / "hashes").write_text("".join(listed[:7]))
    assert verify_export(directory).first_bad_seq == 7
    (directory / "hashes").write_text("".join([*listed, listed[0]]))
    assert verify_export(directory).first_bad_seq == SIZE
    directory = exported.copy()
    (directory / "head").write_text(str(replace(exported.heads[-1], root=b"0" * 32)))
    assert verify_export(directory).status is Status.TAMPERED


@pytest.mark.parametrize("name", ["origin", "entries.jsonl", "hashes", "head"])
def test_a_missing_or_unreadable_file_means_cannot_tell(exported: Exported, name: str) -> None:
    directory = exported.copy()
    (directory / name).unlink()
    assert verify_export(directory).exit_code == 2
    if name in ("origin", "head"):
        (directory / name).write_bytes(b"\xff\x00")
        assert verify_export(directory).exit_code == 2


def test_heads_nobody_can_read_mean_cannot_tell_and_those_of_other_logs_do_not_matter(exported: Exported) -> None:
    kept = exported.keep([3])
    (kept / "other").write_text(str(replace(exported.heads[5], origin=Origin("530102009000.1"))), "utf-8")
    assert verify_export(exported.directory, kept).exit_code == 0
    (kept / "rubbish").write_text("rubbish", "utf-8")
    assert verify_export(exported.directory, kept).exit_code == 2


def test_a_log_by_a_hash_nobody_knows_cannot_be_told(exported: Exported) -> None:
    directory = exported.copy()
    for name in ("origin", "head"):
        text = (directory / name).read_text("utf-8")
        (directory / name).write_text(text.replace("sm3", "md5"), "utf-8")
    assert verify_export(directory).exit_code == 2


def _put_in(database: Path, statement: str, *values: object) -> None:
    """As somebody who may do anything to the file."""
    with closing(sqlite3.connect(database)) as foreign, foreign:
        for (trigger,) in foreign.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            foreign.execute(f"DROP TRIGGER {trigger}")
        assert foreign.execute(statement, values).rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chain_entry SET leaf = :1, leaf_hash = :2 WHERE seq = 2",
        "UPDATE chain_entry SET leaf = CAST(:1 AS TEXT) WHERE seq = 2 AND :2 NOT NULL",
        "DELETE FROM chain_entry WHERE seq = 4 AND :1 NOT NULL AND :2 NOT NULL",
    ],
)
def test_what_somebody_altered_in_the_database_shows_in_its_export(tmp_path: Path, statement: str) -> None:
    database = tmp_path / "node.db"
    with Store.open(f"sqlite:///{database}", keys=KeyRing.throwaway()) as store:
        store.create_tables(Table.metadata)
        store.run_now(lambda session: record_many(session, [new_entry(number) for number in range(5)]))
        [_, _, leaf, *_] = store.read_now(lambda session: session.exec(select(ChainEntry.leaf)).all())
        forged = leaf.replace(b"staff-2", b"staff-7")
        _put_in(database, statement, forged, SM3.leaf(forged))
        export_log(store, HALL, tmp_path / "export")
    assert verify_export(tmp_path / "export").status is Status.TAMPERED


def test_a_chain_whose_place_was_overwritten_is_said_to_be_damaged(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    with Store.open(f"sqlite:///{database}", keys=KeyRing.throwaway()) as store:
        store.create_tables(Table.metadata)
        store.run_now(lambda session: record_many(session, [new_entry(0)]))
        _put_in(database, "UPDATE chain_frontier SET peaks = x'00'")
        with pytest.raises(StorageDamaged):
            export_log(store, HALL, tmp_path / "export")


@given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32), st.lists(st.just("— key abc="), max_size=3))
def test_a_head_comes_back_from_its_text(size: int, root: bytes, signatures: list[str]) -> None:
    head = Head(Origin(f"{HALL}.7", "sha256"), size, root, tuple(signatures))
    assert Head.parse(str(head)) == head


@pytest.mark.parametrize(
    "text",
    [
        "",
        "onewindow/530102001000.1/sm3\n1\n",
        "onewindow/530102001000.1/sm3\n01\n" + "A" * 43 + "=\n",
        "onewindow/530102001000.1/sm3\n-1\n" + "A" * 43 + "=\n",
        "onewindow/530102001000.1/sm3\n1\nAAAA\n",
        "onewindow/530102001000.1/sm3\n1\n" + "A" * 42 + "B=\n",
        "elsewhere/530102001000.1/sm3\n1\n" + "A" * 43 + "=\n",
        "onewindow/530102001000.1/sm3\n1\n" + "A" * 43 + "=\n\nnot a signature\n",
    ],
)
def test_a_text_that_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(HeadUnreadable):
        Head.parse(text)


def test_an_empty_log_has_an_empty_tree() -> None:
    assert Frontier().root(SM3) == SM3.digest(b"")
