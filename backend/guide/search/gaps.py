"""All characters of a query in their order, others between them: initials, Chinese, or both mixed."""

from collections.abc import Iterator
from itertools import islice

from backend.guide.search.letters import MOST_LINES, Match
from backend.guide.search.lines import NEXT, Line, Lines
from backend.guide.search.marks import places

__all__ = ["Gaps"]

_GAPS = 500


class Gaps:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def find(self, query: str) -> Iterator[Match]:
        able = self._lines.marks.of_all({NEXT + char if char.isascii() else char for char in query})
        found = ((number, stands) for number in places(able) if (stands := _stands(query, self._lines[number])))
        for number, stands in islice(found, MOST_LINES):
            line = self._lines[number]
            stretch = stands[-1] - stands[0] + 1 - len(stands)
            score = _GAPS + max(0, 60 - 3 * stretch - len(line.places))
            yield number, score, tuple(line.places[at] for at in stands)


def _stands(query: str, line: Line) -> list[int]:
    """The tokens that begin with the query's letters or are its characters, in order; nothing if one is missing."""
    stands: list[int] = []
    at = -1
    initials, written = line.initials, line.written
    for char in query:
        if char.isascii():
            at = initials.find(char, at + 1)
        else:
            at = next(
                (place for place in range(at + 1, len(line.places)) if written[line.places[place][0]] == char), -1
            )
        if at < 0:
            return []
        stands.append(at)
    return stands
