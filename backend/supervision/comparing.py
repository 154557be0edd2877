"""Whether two heads are of one history, checked offline: the entries of an export give the root of each, or do not."""

from itertools import islice
from pathlib import Path

from backend.supervision.errors import CannotTell
from backend.supervision.export_files import ENTRIES
from backend.supervision.export_reading import lines_of, read_frame
from backend.supervision.hashing import TreeHash
from backend.supervision.heads import Head
from backend.supervision.merkle import Frontier
from backend.supervision.verdicts import Status, Verification
from backend.supervision.verifying import verify_export


def compare_heads(directory: Path, one: Head, other: Head) -> Verification:
    """Intact: the log at the smaller head is the beginning of the log at the larger. Tampered: they are of two
    histories. Unknown: this export cannot tell."""
    older, newer = sorted((one, other), key=lambda head: head.size)
    try:
        return _judged(directory, older, newer)
    except CannotTell as reason:
        return Verification(Status.UNKNOWN, newer.size, str(reason))


def _judged(directory: Path, older: Head, newer: Head) -> Verification:
    own, tree = read_frame(directory)
    if {older.origin, newer.origin} != {own.origin}:
        raise CannotTell("a head belongs to another log than the export")
    if older.size == newer.size and older.root != newer.root:
        return Verification(Status.TAMPERED, newer.size, "two heads of one size have different roots")
    roots = _roots(directory, tree, older.size, newer.size)
    match [roots[head.size] == head.root for head in (older, newer)]:
        case [True, True]:
            return Verification(Status.INTACT, newer.size, "the log at the smaller head is the beginning of the larger")
        case [False, False]:
            raise CannotTell("the entries give the root of neither head")
        case [True, _]:
            why = "the entries after the smaller head do not lead to the larger"
        case _:
            why = "the entries of the larger head do not give the root of the smaller"
    if verify_export(directory).exit_code:
        raise CannotTell("the export itself is not intact")
    return Verification(Status.TAMPERED, newer.size, why)


def _roots(directory: Path, tree: TreeHash, *sizes: int) -> dict[int, bytes]:
    """The root of the first so many entries, for each of these sizes, which ascend."""
    frontier, roots = Frontier(), {}
    try:
        with (directory / ENTRIES).open("rb") as entries:
            leaves = (tree.leaf(line.removesuffix(b"\n")) for line in lines_of(entries))
            for size in sizes:
                frontier = frontier.extended(islice(leaves, size - frontier.size), tree)
                if frontier.size < size:
                    raise CannotTell("the export ends before the larger head")
                roots[size] = frontier.root(tree)
    except OSError:
        raise CannotTell("the export is incomplete or cannot be read") from None
    return roots
