"""Checking an export offline: no database, no keys, nothing but its files and heads kept elsewhere.

What is wrong is named as early as can be known. The list of leaf hashes points at the first altered entry. Where
an attacker altered entries and list alike, heads kept elsewhere bound the place: everything up to the last good
head is sound, and the entry right after it is the first that may be bad.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backend.supervision.entries import parsed_leaf
from backend.supervision.errors import CannotTell, NotCanonical
from backend.supervision.export_files import ENTRIES, HASHES
from backend.supervision.export_reading import LINE_LIMIT, kept_heads, lines_of, read_frame
from backend.supervision.hashing import TreeHash
from backend.supervision.heads import Head, Origin
from backend.supervision.merkle import Frontier
from backend.supervision.verdicts import Status, Verification

_BULK: Final = 1024
_HASH_LINE: Final = re.compile(rb"[0-9a-f]{64}\n")


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


def verify_export(directory: Path, heads_dir: Path | None = None) -> Verification:
    """Check an export against its own head and, if given, every head of this log kept in `heads_dir`."""
    try:
        own, tree = read_frame(directory)
        kept = kept_heads(heads_dir, own.origin) if heads_dir else []
        reading = _Reading(own.origin, tree, sorted([own, *kept], key=lambda head: head.size))
        _read_through(reading, directory)
    except CannotTell as reason:
        return Verification(Status.UNKNOWN, 0, str(reason))
    return _judged(reading)


def _read_through(reading: _Reading, directory: Path) -> None:
    waiting = list(reversed(reading.heads))
    _meet(reading, waiting)
    try:
        with (directory / ENTRIES).open("rb") as entries, (directory / HASHES).open("rb") as hashes:
            for line in lines_of(entries):
                _take(reading, line, hashes.readline(LINE_LIMIT))
                _meet(reading, waiting)
            if hashes.read(1):
                reading.blame(reading.size, "there are more leaf hashes than entries")
    except OSError:
        raise CannotTell("the export is incomplete or cannot be read") from None
    reading.contradicted += waiting  # these know of entries that are not there


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


def _judged(reading: _Reading) -> Verification:
    size, known = reading.size, max(head.size for head in reading.heads)
    if reading.contradicted:
        _weigh_heads(reading)
    elif size > known:
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
