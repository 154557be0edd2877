"""What a court can hold of one case, and of two heads: checked offline, and no alteration passes."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.supervision import (
    CaseProof,
    EntryMissing,
    Head,
    Origin,
    ProofUnreadable,
    Status,
    compare_heads,
    exported_logs,
    judge_proof,
    prove_case,
    verify_proof,
)
from backend.supervision.canonical import canonical
from tests.parts.exported_chain import SIZE, Exported

repeated = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
ELSEWHERE = Origin("530102009000.1")


def _seqs(proof: CaseProof) -> list[int]:
    return [json.loads(entry.leaf)["seq"] for entry in proof.entries]


def _of_case(number: int) -> list[int]:
    return [seq for seq in range(SIZE) if seq % 4 and seq % 5 == number]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_proof_holds_all_entries_of_a_case_and_is_checked_without_the_log(
    exported: Exported, tmp_path: Path, number: int
) -> None:
    proof = prove_case(exported.directory, f"c{number}")
    assert _seqs(proof) == _of_case(number)  # also those about a paper or a dispatch of it
    proof.keep(tmp_path / "proof")
    assert CaseProof.from_bytes((tmp_path / "proof" / "proof.json").read_bytes()) == proof
    assert len(proof.to_bytes()) < 4096
    assert exported_logs(tmp_path) == [tmp_path / "proof"]
    assert exported_logs(tmp_path / "proof") == [tmp_path / "proof"]
    verification = verify_proof(tmp_path / "proof")
    assert (verification.exit_code, verification.size) == (0, len(proof.entries))
    assert verification.last_good_head == exported.heads[-1]


def test_a_case_nobody_wrote_of_has_no_proof(exported: Exported) -> None:
    with pytest.raises(EntryMissing):
        prove_case(exported.directory, "no-such-case")


def test_the_oldest_kept_head_that_covers_a_case_is_the_one_of_its_proof(exported: Exported, tmp_path: Path) -> None:
    last = max(_of_case(1))
    kept = exported.keep([3, last, last + 1, SIZE - 1])
    prove_case(exported.directory, "c1", kept).keep(tmp_path)
    verification = verify_proof(tmp_path, kept)
    assert (verification.status, verification.last_good_head) == (Status.INTACT, exported.heads[last])
    assert verify_proof(tmp_path, kept / f"{last + 1}").status is Status.INTACT
    assert verify_proof(tmp_path, exported.keep([3, SIZE])).status is Status.UNKNOWN
    assert prove_case(exported.directory, "c1", exported.keep([3])).head == exported.heads[-1]


def test_a_kept_head_that_says_otherwise_refutes_a_proof(exported: Exported) -> None:
    proof = prove_case(exported.directory, "c1")
    other = replace(proof.head, root=b"f" * 32)
    assert judge_proof(proof, [proof.head, other]).status is Status.TAMPERED
    forged = replace(proof, head=other)
    assert judge_proof(forged, [other]).first_bad_seq == _of_case(1)[0]


def _leaf(proof: CaseProof, place: int) -> CaseProof:
    entry = proof.entries[place]
    leaf = canonical(json.loads(entry.leaf) | {"actor": "x"})
    return _with(proof, place, replace(entry, leaf=leaf))


def _with(proof: CaseProof, place: int, *entries: Any) -> CaseProof:
    return replace(proof, entries=(*proof.entries[:place], *entries, *proof.entries[place + 1 :]))


def _dropped(proof: CaseProof, place: int) -> CaseProof:
    return _with(proof, place)


def _repeated(proof: CaseProof, place: int) -> CaseProof:
    return _with(proof, place, proof.entries[place], proof.entries[place])


def _swapped(proof: CaseProof, place: int) -> CaseProof:
    before, after = proof.entries[place : place + 2]
    return _with(_with(proof, place, after), place + 1, before)


def _shorter_path(proof: CaseProof, place: int) -> CaseProof:
    return _with(proof, place, replace(proof.entries[place], path=proof.entries[place].path[:-1]))


def _another_node(proof: CaseProof, place: int) -> CaseProof:
    *path, last = proof.entries[place].path
    return _with(proof, place, replace(proof.entries[place], path=(*path, bytes([last[0] ^ 1]) + last[1:])))


def _another_case(proof: CaseProof, place: int) -> CaseProof:
    return replace(proof, case=f"c{place + 2}")


def _another_log(proof: CaseProof, _place: int) -> CaseProof:
    return replace(proof, head=replace(proof.head, origin=ELSEWHERE))


ALTERED = [_leaf, _dropped, _repeated, _swapped, _shorter_path, _another_node, _another_case, _another_log]


@repeated
@given(alter=st.sampled_from(ALTERED), place=st.integers(0, 2))
def test_an_altered_proof_proves_nothing(
    exported: Exported, alter: Callable[[CaseProof, int], CaseProof], place: int
) -> None:
    proof = prove_case(exported.directory, "c1")
    assert len(proof.entries) == 4
    altered = alter(proof, place)
    assert judge_proof(altered, [altered.head]).status is Status.TAMPERED


def test_entries_of_another_case_have_no_place_in_a_proof(exported: Exported) -> None:
    proof, other = (prove_case(exported.directory, case) for case in ("c1", "c2"))
    entries = sorted([*proof.entries, *other.entries], key=lambda entry: int(json.loads(entry.leaf)["seq"]))
    verification = judge_proof(replace(proof, entries=tuple(entries)), [proof.head])
    assert (verification.status, verification.first_bad_seq) == (Status.TAMPERED, _of_case(2)[0])
    assert judge_proof(replace(proof, entries=()), [proof.head]).status is Status.TAMPERED


@repeated
@given(st.binary(max_size=80) | st.sampled_from([b"{}", b'{"head":"","nodes":[],"entries":[1]}', b"[]", b"1"]))
def test_bytes_that_are_no_proof_are_refused(data: bytes) -> None:
    with pytest.raises(ProofUnreadable):
        CaseProof.from_bytes(data)


def test_what_cannot_be_read_is_not_called_intact(exported: Exported, tmp_path: Path) -> None:
    proof = prove_case(exported.directory, "c1")
    assert verify_proof(tmp_path).status is Status.UNKNOWN
    proof.keep(tmp_path)
    assert verify_proof(tmp_path, tmp_path / "nowhere").status is Status.UNKNOWN
    replace(proof, head=replace(proof.head, origin=Origin(proof.head.origin.log, "md5"))).keep(tmp_path)
    assert verify_proof(tmp_path).status is Status.UNKNOWN
    (tmp_path / "proof.json").write_bytes(b"\xff")
    assert verify_proof(tmp_path).status is Status.UNKNOWN


def test_two_heads_of_one_history_are_told_from_a_fork(exported: Exported) -> None:
    older, newer, compared = exported.heads[4], exported.heads[20], partial(compare_heads, exported.directory)
    assert compared(older, newer).status is compared(newer, older).status is Status.INTACT
    assert compared(older, older).status is Status.INTACT
    for fork in (replace(older, root=b"f" * 32), replace(newer, root=b"f" * 32)):
        against = newer if fork.size == older.size else older
        assert compared(fork, against).status is Status.TAMPERED
        assert compared(against, fork).status is Status.TAMPERED
    assert compared(replace(older, root=b"e" * 32), replace(older, root=b"f" * 32)).status is Status.TAMPERED


def _unknown() -> list[Callable[[Head, Head], tuple[Head, Head]]]:
    return [
        lambda older, newer: (replace(older, origin=ELSEWHERE), newer),
        lambda older, newer: (older, replace(newer, size=SIZE + 1)),
        lambda older, newer: (replace(older, root=b"f" * 32), replace(newer, root=b"f" * 32)),
    ]


@pytest.mark.parametrize("given_heads", _unknown(), ids=["another log", "beyond the export", "both unknown"])
def test_heads_an_export_knows_nothing_of_are_not_judged(
    exported: Exported, given_heads: Callable[[Head, Head], tuple[Head, Head]]
) -> None:
    heads = given_heads(exported.heads[4], exported.heads[20])
    assert compare_heads(exported.directory, *heads).status is Status.UNKNOWN


def test_an_altered_export_makes_no_two_histories_of_one(exported: Exported) -> None:
    altered = exported.copy()
    text = (altered / "entries.jsonl").read_bytes()
    (altered / "entries.jsonl").write_bytes(text.replace(b'"seq":9,', b'"seq":8,'))
    assert compare_heads(altered, exported.heads[4], exported.heads[20]).status is Status.UNKNOWN
    assert compare_heads(altered, exported.heads[4], exported.heads[7]).status is Status.INTACT
