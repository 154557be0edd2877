"""Checking an export offline: no database, no keys, nothing but its files and heads kept elsewhere.

What is wrong is named as early as can be known. The list of leaf hashes points at the first altered entry. Where
an attacker altered entries and list alike, heads kept elsewhere bound the place: everything up to the last good
head is sound, and the entry right after it is the first that may be bad.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

from backend.supervision.entries import parsed_leaf
from backend.supervision.errors import HashUnusable, HeadUnreadable, NotCanonical
from backend.supervision.export_files import ENTRIES, HASHES, HEAD, ORIGIN
from backend.supervision.hashing import TreeHash, tree_hash
from backend.supervision.heads import Head, Origin
from backend.supervision.merkle import Frontier

_LINE_LIMIT: Final = 1 << 20
_BULK: Final = 1024
_HASH_LINE: Final = re.compile(rb"[0-9a-f]{64}\n")


class Status(StrEnum):
    INTACT = "intact"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"


_EXIT_CODES: Final = {Status.INTACT: 0, Status.TAMPERED: 1, Status.UNKNOWN: 2}


@dataclass(frozen=True)
class Verification:
    """What an export proves. `reason` is an English sentence for people, `size` the entries it has."""

    status: Status
    size: int
    reason: str
    first_bad_seq: int | None = None
    last_good_head: Head | None = None

    @property
    def exit_code(self) -> int:
        return _EXIT_CODES[self.status]


class _CannotTell(Exception):
    pass


@dataclass
class _Reading:
    """What one pass over the files found."""

    origin: Origin
    tree: TreeHash
    heads: list[Head]
    size: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    ahead: list[bytes] = field(default_factory=list)
    """Leaf hashes not yet in the frontier: growing it in bulk is much quicker."""
    first_bad: int | None = None
    reason: str = ""
    matching: list[Head] = field(default_factory=list)
    contradicted: list[Head] = field(default_factory=list)
    continued: bytearray = field(default_factory=bytearray)
    """One flag per entry: whether a later one continues its case. A set would take most of the memory."""

    def take(self, leaf_hash: bytes) -> None:
        self.size += 1
        self.ahead.append(leaf_hash)
        if len(self.ahead) == _BULK:
            self.catch_up()

    def catch_up(self) -> None:
        self.frontier = self.frontier.extended(self.ahead, self.tree)
        self.ahead.clear()

    def blame(self, seq: int, reason: str) -> None:
        if self.first_bad is None:
            self.first_bad, self.reason = seq, reason


def exported_logs(directory: Path) -> list[Path]:
    """The folders of the logs in what was exported, each to be verified; the folder itself if it holds one log."""
    if (directory / ORIGIN).exists() or not directory.is_dir():
        return [directory]
    return sorted(path for path in directory.iterdir() if path.is_dir()) or [directory]


def verify_export(directory: Path, heads_dir: Path | None = None) -> Verification:
    """Check an export against its own head and, if given, every head of this log kept in `heads_dir`."""
    try:
        own, origin, tree = _frame(directory)
        kept = _kept_heads(heads_dir, origin) if heads_dir else []
        reading = _Reading(origin, tree, sorted([own, *kept], key=lambda head: head.size))
        _read_through(reading, directory)
    except _CannotTell as reason:
        return Verification(Status.UNKNOWN, 0, str(reason))
    return _judged(reading)


def compare_heads(directory: Path, older: Head, newer: Head) -> Verification:
    """Whether an export contains the histories of both heads: intact means one is a prefix of the other."""
    try:
        _own, origin, tree = _frame(directory)
        if {older.origin, newer.origin} != {origin}:
            raise _CannotTell("a head belongs to another log than the export")
        reading = _Reading(origin, tree, sorted([older, newer], key=lambda head: head.size))
        _read_through(reading, directory)
    except _CannotTell as reason:
        return Verification(Status.UNKNOWN, 0, str(reason))
    return _judged(reading, exact=False)


def _frame(directory: Path) -> tuple[Head, Origin, TreeHash]:
    try:
        origin = Origin.parse((directory / ORIGIN).read_text("utf-8").removesuffix("\n"))
        head = Head.parse((directory / HEAD).read_text("utf-8"))
        tree = tree_hash(origin.hash)
    except (OSError, UnicodeDecodeError):
        raise _CannotTell("the export is incomplete or cannot be read") from None
    except (HeadUnreadable, HashUnusable) as error:
        raise _CannotTell(f"the export cannot be understood: {error}") from None
    if head.origin != origin:
        raise _CannotTell("the head in the export belongs to another log")
    return head, origin, tree


def _kept_heads(directory: Path, origin: Origin) -> list[Head]:
    """Heads of this log, kept where whoever can alter the log cannot reach; those of other logs are left aside."""
    heads = []
    try:
        for path in sorted(directory.iterdir()):
            head = Head.parse(path.read_text("utf-8"))
            if head.origin == origin:
                heads.append(head)
    except (OSError, UnicodeDecodeError, HeadUnreadable):
        raise _CannotTell("a kept head cannot be read") from None
    return heads


def _read_through(reading: _Reading, directory: Path) -> None:
    waiting = list(reversed(reading.heads))
    _meet(reading, waiting)
    try:
        with (directory / ENTRIES).open("rb") as entries, (directory / HASHES).open("rb") as hashes:
            for line in _lines(entries):
                _take(reading, line, hashes.readline(_LINE_LIMIT))
                _meet(reading, waiting)
            if hashes.read(1):
                reading.blame(reading.size, "there are more leaf hashes than entries")
    except OSError:
        raise _CannotTell("the export is incomplete or cannot be read") from None
    reading.contradicted += waiting  # these know of entries that are not there


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(_LINE_LIMIT):
        yield line


def _take(reading: _Reading, line: bytes, listed: bytes) -> None:
    seq, tree = reading.size, reading.tree
    leaf = line.removesuffix(b"\n")
    leaf_hash = tree.leaf(leaf)
    reading.continued.append(0)
    if not line.endswith(b"\n"):
        reading.blame(seq, "an entry is cut off")
    elif fault := _fault(reading, seq, leaf):
        reading.blame(seq, fault)
    elif not _HASH_LINE.fullmatch(listed) or bytes.fromhex(listed.decode()) != leaf_hash:
        reading.blame(seq, "an entry does not have the hash listed for it")
    reading.take(leaf_hash)


def _fault(reading: _Reading, seq: int, leaf: bytes) -> str | None:
    """What is wrong with an entry by itself and in its place."""
    try:
        fields = parsed_leaf(leaf)
    except NotCanonical as error:
        return f"an entry is not in its form: {error}"
    if fields["seq"] != seq:
        return "an entry is missing, repeated, or out of order"
    if fields["log"] != reading.origin.log:
        return "an entry belongs to another log"
    previous = fields["prev_case"]
    if previous is None:
        return None
    if reading.continued[previous]:
        return "two entries continue the same entry of a case"
    reading.continued[previous] = 1
    return None


def _meet(reading: _Reading, waiting: list[Head]) -> None:
    """Compare every head of exactly the size reached; `waiting` has the smallest last."""
    while waiting and waiting[-1].size == reading.size:
        head = waiting.pop()
        reading.catch_up()
        same = head.root == reading.frontier.root(reading.tree)
        (reading.matching if same else reading.contradicted).append(head)


def _judged(reading: _Reading, *, exact: bool = True) -> Verification:
    """`exact`: nothing may follow the largest head, as in a whole export."""
    size, known = reading.size, max(head.size for head in reading.heads)
    if reading.contradicted:
        _weigh_heads(reading)
    elif exact and size > known:
        reading.blame(known, "there are entries that no head covers")
    good = _last_good(reading)
    if reading.first_bad is None:
        return Verification(Status.INTACT, size, "every entry is as it was written", last_good_head=good)
    return Verification(Status.TAMPERED, size, reading.reason, reading.first_bad, good)


def _weigh_heads(reading: _Reading) -> None:
    """Something is wrong before the smallest contradicted head; name the place if the entries did not."""
    size, contradicted = reading.size, min(head.size for head in reading.contradicted)
    if size < contradicted:
        reading.blame(size, "entries at the end are missing")
    elif reading.first_bad is None or reading.first_bad >= contradicted:
        sound = [head.size for head in reading.matching if head.size < contradicted]
        reading.first_bad = max(sound, default=0)
        reading.reason = "the entries do not give the root that a head states"


def _last_good(reading: _Reading) -> Head | None:
    """The largest head that matched and covers nothing that is wrong."""
    wrong_from = reading.first_bad
    good = [head for head in reading.matching if wrong_from is None or head.size <= wrong_from]
    return max(good, key=lambda head: head.size, default=None)
