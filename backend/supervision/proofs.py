"""A case's entries, each with its path to the head of its log: small enough to hand to a court, and checked alone."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

from backend.supervision.canonical import canonical, parsed
from backend.supervision.entries import parsed_leaf
from backend.supervision.errors import CannotTell, HashUnusable, HeadUnreadable, NotCanonical, ProofUnreadable
from backend.supervision.export_files import PROOF
from backend.supervision.export_reading import kept_heads
from backend.supervision.hashing import TreeHash, tree_hash
from backend.supervision.heads import Head
from backend.supervision.merkle import proves_inclusion
from backend.supervision.verdicts import Status, Verification

_OTHER_FIELDS: Final = "its fields are not those of a proof"


@dataclass(frozen=True)
class ProvenEntry:
    """A leaf with its RFC 9162 inclusion path."""

    leaf: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class CaseProof:
    """The entries of a case in one log, each with its path to the root of `head`."""

    case: str
    head: Head
    entries: tuple[ProvenEntry, ...]

    def to_bytes(self) -> bytes:
        """Canonical JSON; a hash that several paths share is written once."""
        nodes = list(dict.fromkeys(node for entry in self.entries for node in entry.path))
        places = {node: place for place, node in enumerate(nodes)}
        return canonical(
            {
                "case": self.case,
                "head": str(self.head),
                "nodes": [base64.b64encode(node).decode() for node in nodes],
                "entries": [
                    {"leaf": entry.leaf.decode(), "path": [places[node] for node in entry.path]}
                    for entry in self.entries
                ],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """`ProofUnreadable` if these bytes are no proof, whatever they are."""
        try:
            value = parsed(data)
            nodes = [base64.b64decode(node, validate=True) for node in value["nodes"]]
            entries = tuple(_proven(entry, nodes) for entry in value["entries"])
            return cls(str(value["case"]), Head.parse(value["head"]), entries)
        except (NotCanonical, HeadUnreadable, binascii.Error) as error:
            raise ProofUnreadable(str(error)) from None
        except (LookupError, TypeError, ValueError, AttributeError):
            raise ProofUnreadable(_OTHER_FIELDS) from None

    def keep(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / PROOF).write_bytes(self.to_bytes())


def read_proof(directory: Path) -> CaseProof:
    """Raises CannotTell."""
    try:
        return CaseProof.from_bytes((directory / PROOF).read_bytes())
    except OSError:
        raise CannotTell("the proof cannot be read") from None
    except ProofUnreadable as error:
        raise CannotTell(f"the proof cannot be understood: {error}") from None


def verify_proof(directory: Path, heads: Path | None = None) -> Verification:
    """Whether the entries are in the log that had the head of the proof, and follow one another as one case.

    `heads` were kept elsewhere: unless one of them is the head of the proof, what it says counts for little.
    """
    try:
        proof = read_proof(directory)
        kept = kept_heads(heads, proof.head.origin) if heads else [proof.head]
        return judge_proof(proof, kept)
    except CannotTell as reason:
        return Verification(Status.UNKNOWN, 0, str(reason))


def judge_proof(proof: CaseProof, trusted: list[Head]) -> Verification:
    said = Verification(Status.TAMPERED, len(proof.entries), "")
    fault = next(_faults(proof), None)
    if fault is not None:
        return replace(said, reason=fault.why, first_bad_seq=fault.seq)
    same_size = {head.root for head in trusted if head.size == proof.head.size}
    if same_size - {proof.head.root}:
        return replace(said, reason="a kept head of the same size has another root")
    if not same_size:
        return replace(said, status=Status.UNKNOWN, reason="none of the kept heads is the head of the proof")
    why = "these entries of the case are in the log as it was at this head"
    return replace(said, status=Status.INTACT, reason=why, last_good_head=proof.head)


@dataclass(frozen=True)
class _Fault:
    why: str
    seq: int | None = None


def _faults(proof: CaseProof) -> Iterator[_Fault]:
    """What is wrong with the entries: in their form, not in the log, or not of this case."""
    tree, line = _tree_of(proof.head), _Line(proof.case)
    for entry in proof.entries:
        try:
            fields = parsed_leaf(entry.leaf)
        except NotCanonical as error:
            yield _Fault(f"an entry is not in its form: {error}")
            return
        if why := _misplaced(entry, fields, proof.head, tree) or line.fault(fields):
            yield _Fault(why, fields["seq"])
    if strangers := set(line.firsts.values()) - line.about:
        yield _Fault("an entry is of another case", min(strangers))
    if not line.firsts:
        yield _Fault("the proof holds no entry")


@dataclass
class _Line:
    """The entries of a case in their order, each continuing one before it or beginning anew."""

    case: str
    firsts: dict[int, int] = field(default_factory=dict)
    """The entry each began with; an entry that is continued is no longer here."""
    about: set[int] = field(default_factory=set)
    """Those by which one knows the case."""
    last: int = -1

    def fault(self, fields: dict[str, Any]) -> str | None:
        seq, before = fields["seq"], fields["prev_case"]
        if seq <= self.last or (before is not None and before not in self.firsts):
            return "an entry is missing, repeated, or out of order"
        first = seq if before is None else self.firsts.pop(before)
        self.firsts[seq], self.last = first, seq
        if fields["obj"] == self.case:
            self.about.add(first)
        return None


def _misplaced(entry: ProvenEntry, fields: dict[str, Any], head: Head, tree: TreeHash) -> str | None:
    if fields["log"] != head.origin.log:
        return "an entry belongs to another log"
    held = proves_inclusion(tree.leaf(entry.leaf), fields["seq"], head.size, entry.path, head.root, tree)
    return None if held else "an entry is not in the log that has this head"


def _tree_of(head: Head) -> TreeHash:
    try:
        return tree_hash(head.origin.hash)
    except HashUnusable as error:
        raise CannotTell(f"the proof cannot be understood: {error}") from None


def _proven(entry: dict[str, Any], nodes: list[bytes]) -> ProvenEntry:
    if any(place < 0 for place in entry["path"]):
        raise ProofUnreadable(_OTHER_FIELDS)
    return ProvenEntry(entry["leaf"].encode(), tuple(nodes[place] for place in entry["path"]))
