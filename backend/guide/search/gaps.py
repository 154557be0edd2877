"""All characters of a query in their order, others between them: initials, Chinese, or both mixed."""

import re
from collections.abc import Iterator
from itertools import islice

from backend.guide.search.letters import MOST_LINES, Match
from backend.guide.search.lines import NEXT, Lines
from backend.guide.search.marks import places

__all__ = ["Gaps"]

_GAPS = 500


class Gaps:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def find(self, query: str) -> Iterator[Match]:
        for number, stands in islice(self._standing(query), MOST_LINES):
            line = self._lines[number]
            stretch = stands[-1] - stands[0] + 1 - len(stands)
            score = _GAPS + max(0, 60 - 3 * stretch - len(line.places))
            yield number, score, tuple(line.places[at] for at in stands)

    def _standing(self, query: str) -> Iterator[tuple[int, list[int]]]:
        """The lines that have it all, with the tokens that begin with the query's letters or are its characters."""
        lines, text, begins = self._lines, self._lines.text, self._lines.begins
        pattern = re.compile("".join(map(_further_on, query)))
        for number in places(lines.marks.of_all({NEXT + char if char.isascii() else char for char in query})):
            begin = begins[number]
            if match := pattern.match(text, begin):
                ends = (match.end(group) for group in range(1, len(query) + 1))
                yield number, [text.count(" ", begin, end) - 1 for end in ends]


def _further_on(char: str) -> str:
    """The next token a character stands for; taken for good, because no later one leaves more room for the rest."""
    token = f"( {char})[^ \n]*+" if char.isascii() else f"({re.escape(char)})"
    return rf"(?>[^\n]*?{token})"
