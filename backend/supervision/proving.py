"""Proving a case out of an export: no database, no keys.

An entry tells of a case when the case is its object, or when it continues, or is continued by, one that does.
"""

from array import array
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from backend.supervision.entries import parsed_leaf
from backend.supervision.errors import EntryMissing
from backend.supervision.export_files import ENTRIES, HASHES
from backend.supervision.export_reading import kept_heads, lines_of, read_frame
from backend.supervision.hashing import TreeHash
from backend.supervision.heads import Head
from backend.supervision.merkle import WholeTree
from backend.supervision.proofs import CaseProof, ProvenEntry


def prove_case(directory: Path, case: str, kept: Path | None = None) -> CaseProof:
    """Everything an intact export holds of a case. `EntryMissing` if that is nothing.

    The head is the oldest of those kept elsewhere that covers the case, or that of the export where none does.
    """
    own, tree = read_frame(directory)
    leaves = _leaves_of(directory, case)
    if not leaves:
        raise EntryMissing("this log holds no entry of this case")
    head = _covering(max(leaves), own, kept_heads(kept, own.origin) if kept else [])
    whole = _tree_at(head, directory, tree)
    proven = tuple(ProvenEntry(leaf, tuple(whole.inclusion_path(seq))) for seq, leaf in leaves.items())
    return CaseProof(case, head, proven)


def _covering(last: int, own: Head, kept: list[Head]) -> Head:
    return min((head for head in kept if head.size > last), key=lambda head: head.size, default=own)


def _tree_at(head: Head, directory: Path, tree: TreeHash) -> WholeTree:
    with (directory / HASHES).open("rb") as hashes:
        return WholeTree([bytes.fromhex(line.decode()) for line in islice(hashes, head.size)], tree)


def _leaves_of(directory: Path, case: str) -> dict[int, bytes]:
    """By their numbers. Read twice: which entries belong to the case is known at the end only."""
    firsts = array("Q")
    about: set[int] = set()
    for leaf in _leaves(directory):
        fields = parsed_leaf(leaf)
        before = fields["prev_case"]
        firsts.append(len(firsts) if before is None else firsts[before])
        if fields["obj"] == case:
            about.add(firsts[-1])
    return {seq: leaf for seq, leaf in enumerate(_leaves(directory)) if firsts[seq] in about}


def _leaves(directory: Path) -> Iterator[bytes]:
    with (directory / ENTRIES).open("rb") as entries:
        for line in lines_of(entries):
            yield line.removesuffix(b"\n")
