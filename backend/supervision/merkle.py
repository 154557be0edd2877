"""The Merkle tree of RFC 9162 (2.1), as pure functions over leaf hashes.

A log keeps only the frontier: the roots of the perfect subtrees that make up its tree, largest first. Appending
and the root need nothing else. Proofs are made from all leaf hashes and checked without them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from backend.supervision.hashing import DIGEST_BYTES, TreeHash


@dataclass(frozen=True)
class Frontier:
    """The tree of the first `size` leaves, as far as it is needed to go on."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, leaves: Iterable[bytes], tree: TreeHash) -> Self:
        return cls().extended(leaves, tree)

    @classmethod
    def from_bytes(cls, size: int, peaks: bytes) -> Self:
        parts = tuple(peaks[at : at + DIGEST_BYTES] for at in range(0, len(peaks), DIGEST_BYTES))
        if len(peaks) % DIGEST_BYTES or len(parts) != size.bit_count():
            raise ValueError("these peaks are not those of a tree of this size")
        return cls(size, parts)

    def to_bytes(self) -> bytes:
        return b"".join(self.peaks)

    def extended(self, leaves: Iterable[bytes], tree: TreeHash) -> Self:
        """The frontier after these leaf hashes."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            merging = size
            while merging & 1:
                leaf = tree.node(peaks.pop(), leaf)
                merging >>= 1
            peaks.append(leaf)
            size += 1
        return type(self)(size, tuple(peaks))

    def root(self, tree: TreeHash) -> bytes:
        if not self.peaks:
            return tree.digest(b"")
        *larger, root = self.peaks
        for peak in reversed(larger):
            root = tree.node(peak, root)
        return root


def root_of(leaves: Sequence[bytes], tree: TreeHash) -> bytes:
    return Frontier.of(leaves, tree).root(tree)


class WholeTree:
    """A tree with all its leaves, for making proofs: each perfect subtree is hashed once."""

    def __init__(self, leaves: Sequence[bytes], tree: TreeHash) -> None:
        self._tree = tree
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            pairs = range(0, len(below) - 1, 2)
            self._levels.append([tree.node(below[at], below[at + 1]) for at in pairs])

    @property
    def size(self) -> int:
        return len(self._levels[0])

    def root(self) -> bytes:
        return self._root(0, self.size) if self.size else self._tree.digest(b"")

    def inclusion_path(self, index: int) -> list[bytes]:
        """The proof that leaf `index` is in the tree (RFC 9162, 2.1.3.1)."""
        if not 0 <= index < self.size:
            raise IndexError("no such leaf")
        return self._path(index, 0, self.size)

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        split = start + _split(end - start)
        if index < split:
            return [*self._path(index, start, split), self._root(split, end)]
        return [*self._path(index, split, end), self._root(start, split)]

    def _root(self, start: int, end: int) -> bytes:
        """Of the leaves from `start` up to `end`; the recursion of the standard keeps `start` aligned."""
        size = end - start
        if not size & (size - 1):
            level = size.bit_length() - 1
            return self._levels[level][start >> level]
        split = start + _split(size)
        return self._tree.node(self._root(start, split), self._root(split, end))


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes, tree: TreeHash) -> bool:
    """Whether `path` proves the leaf hash at `index` under the root of `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, reached = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            reached = tree.node(sibling, reached)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            reached = tree.node(reached, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and reached == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
