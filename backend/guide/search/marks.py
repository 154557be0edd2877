"""Sets of lines as the bits of one integer: whatever their number, to look for several marks at once is a few ands."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Marks", "most_marked", "places"]

_FEW = 32
"""One line in so many: a mark fewer lines bear is kept as their numbers, which take less room than bits."""
_SET = re.compile(rb"[^\0]")
_BITS = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]


class Marks:
    """The lines that bear each mark, from (line, its marks) in order."""

    def __init__(self, marked: Iterable[tuple[int, Iterable[str]]]) -> None:
        numbers: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._size = 0
        for line, marks in marked:
            self._size = line + 1
            for mark in marks:
                numbers[mark].append(line)
        self._few: dict[str, array[int]] = {}
        self._many: dict[str, int] = {}
        for mark, lines in numbers.items():
            if len(lines) * _FEW < self._size:
                self._few[mark] = lines
            else:
                self._many[mark] = self._bits(lines)

    @property
    def every(self) -> int:
        """All lines."""
        return (1 << self._size) - 1

    def of(self, mark: str) -> int:
        """The lines that bear a mark, as bits."""
        lines = self._few.get(mark)
        return self._many.get(mark, 0) if lines is None else self._bits(lines)

    def of_all(self, marks: Iterable[str]) -> int:
        """The lines that bear every one of the marks."""
        found = self.every
        for mark in marks:
            found &= self.of(mark)
            if not found:
                break
        return found

    def _bits(self, lines: Iterable[int]) -> int:
        held = bytearray((self._size >> 3) + 1)
        for line in lines:
            held[line >> 3] |= 1 << (line & 7)
        return int.from_bytes(held, "little")


def places(bits: int) -> Iterator[int]:
    """The lines in their order."""
    held = bits.to_bytes((bits.bit_length() + 7) >> 3, "little")
    for match in _SET.finditer(held):
        byte = match.start()
        for bit in _BITS[held[byte]]:
            yield (byte << 3) + bit


def most_marked(sets: Sequence[int]) -> Iterator[int]:
    """The lines in any of the sets; those in most of them first, in their order where they are in as many.

    Counted for all lines at once: the planes are the binary digits of each line's count.
    """
    planes: list[int] = []
    either = 0
    for carry in sets:
        either |= carry
        for level, plane in enumerate(planes):
            planes[level], carry = plane ^ carry, plane & carry
        if carry:
            planes.append(carry)
    for count in range((1 << len(planes)) - 1, 0, -1):
        exact = either
        for level, plane in enumerate(planes):
            exact &= plane if count >> level & 1 else ~plane
        yield from places(exact)
