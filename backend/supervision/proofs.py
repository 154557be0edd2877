"""Proofs small enough to hand to a citizen: these entries are in the log, this old head is its beginning."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Self

from sqlmodel import Session, col, select

from backend.storage import Store
from backend.supervision.canonical import canonical, parsed
from backend.supervision.entries import parsed_leaf
from backend.supervision.errors import EntryMissing, HeadUnreadable, NotCanonical, ProofUnreadable
from backend.supervision.hashing import TreeHash, tree_hash
from backend.supervision.heads import Head, Origin
from backend.supervision.merkle import WholeTree, proves_consistency, proves_inclusion
from backend.supervision.reading import get_log
from backend.supervision.tables import ChainEntry


@dataclass(frozen=True)
class ProvenEntry:
    """A leaf with its RFC 9162 inclusion path."""

    leaf: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class CaseProof:
    """All entries of a case in one log, each with its path to the root of `head`."""

    head: Head
    entries: tuple[ProvenEntry, ...]

    def to_bytes(self) -> bytes:
        """Canonical JSON; a hash that several paths share is written once."""
        nodes = list(dict.fromkeys(node for entry in self.entries for node in entry.path))
        places = {node: place for place, node in enumerate(nodes)}
        return canonical(
            {
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
            return cls(Head.parse(value["head"]), entries)
        except (NotCanonical, HeadUnreadable, binascii.Error) as error:
            raise ProofUnreadable(f"this is no proof: {error}") from None
        except (LookupError, TypeError, ValueError, AttributeError):
            raise ProofUnreadable("this is no proof") from None


def prove(store: Store, case: str, *, county: str) -> list[CaseProof]:
    """A proof for each log of the county that holds entries of this case; `EntryMissing` if none does."""
    proofs = store.read_now(lambda session: _prove(session, case, county))
    if not proofs:
        raise EntryMissing("no log holds an entry of this case")
    return proofs


def check_proof(proof: CaseProof, trusted: Head) -> bool:
    """Whether the entries are in the log that had this head, and follow one another as one case.

    `trusted` is a head kept elsewhere, or signed: the one inside the proof proves nothing by itself.
    """
    if proof.head.body != trusted.body or not proof.entries:
        return False
    tree = tree_hash(trusted.origin.hash)
    previous: int | None = None
    for entry in proof.entries:
        seq = _proven_seq(entry, trusted, tree, previous)
        if seq is None:
            return False
        previous = seq
    return True


def prove_consistency(store: Store, older: Head, newer: Head) -> list[bytes]:
    """The RFC 9162 proof that the log at `older` is the beginning of the same log at `newer`."""
    leaves = store.read_now(lambda session: _leaf_hashes(session, older.origin.log))
    if newer.size > len(leaves):
        raise EntryMissing("the log is shorter than this head")
    return WholeTree(leaves[: newer.size], tree_hash(older.origin.hash)).consistency_path(older.size)


def check_consistency(older: Head, newer: Head, path: list[bytes]) -> bool:
    """Whether `path` proves `older` to be the beginning of `newer`: nothing removed, nothing rewritten."""
    if older.origin != newer.origin:
        return False
    tree = tree_hash(older.origin.hash)
    return proves_consistency(older.size, newer.size, older.root, newer.root, path, tree)


def _proven(entry: dict[str, Any], nodes: list[bytes]) -> ProvenEntry:
    if any(place < 0 for place in entry["path"]):
        raise ProofUnreadable("this is no proof")
    return ProvenEntry(entry["leaf"].encode(), tuple(nodes[place] for place in entry["path"]))


def _proven_seq(entry: ProvenEntry, head: Head, tree: TreeHash, previous: int | None) -> int | None:
    """The number of an entry that is in the log and continues the case, or `None`."""
    try:
        fields = parsed_leaf(entry.leaf)
    except NotCanonical:
        return None
    seq: int = fields["seq"]
    if fields["log"] != head.origin.log or fields["prev_case"] != previous:
        return None
    held = proves_inclusion(tree.leaf(entry.leaf), seq, head.size, entry.path, head.root, tree)
    return seq if held else None


def _prove(session: Session, case: str, county: str) -> list[CaseProof]:
    query = select(ChainEntry).where(ChainEntry.county == county, ChainEntry.case_id == case)
    by_log: dict[str, list[ChainEntry]] = {}
    for row in session.exec(query.order_by(col(ChainEntry.log), col(ChainEntry.seq))):
        by_log.setdefault(row.log, []).append(row)
    return [_proof_in(session, log, rows) for log, rows in by_log.items()]


def _proof_in(session: Session, log: str, rows: list[ChainEntry]) -> CaseProof:
    tree = tree_hash(get_log(session, log).hash)
    whole = WholeTree(_leaf_hashes(session, log), tree)
    entries = tuple(ProvenEntry(row.leaf, tuple(whole.inclusion_path(row.seq))) for row in rows)
    return CaseProof(Head(Origin(log, tree.name), whole.size, whole.root()), entries)


def _leaf_hashes(session: Session, log: str) -> list[bytes]:
    query = select(ChainEntry.leaf_hash).where(ChainEntry.county == log[:6], ChainEntry.log == log)
    return list(session.exec(query.order_by(col(ChainEntry.seq))))
