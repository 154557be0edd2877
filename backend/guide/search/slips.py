"""Names near a query although something was mistyped: those that share most of its letter pairs or characters."""

from collections.abc import Iterator
from itertools import islice

from backend.guide.search.letters import Match
from backend.guide.search.lines import Lines
from backend.guide.search.marks import most_marked

__all__ = ["FUZZY", "Slips"]

FUZZY = 300
_LEAST_RATIO = 72
_SLIPPED = 60
_POOL = 120


class Slips:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def find(self, query: str) -> Iterator[Match]:
        from rapidfuzz import fuzz  # 30 ms of import that most searches never need

        latin = query.isascii()
        for number in self._nearby(query):
            line = self._lines[number]
            said = line.spoken if latin else line.written
            ratio = fuzz.partial_ratio(query, said, score_cutoff=_LEAST_RATIO)
            if latin and ratio < _LEAST_RATIO:
                ratio = fuzz.ratio(query, line.initials, score_cutoff=_LEAST_RATIO)
            if ratio and len(said) >= len(query) // 2:
                nearness = (6 if latin else 1) * (int(ratio) - _SLIPPED)
                yield number, FUZZY + nearness - min(40, abs(len(said) - len(query))), ()

    def _nearby(self, query: str) -> Iterator[int]:
        """The lines that share most with the query; of those that share as much, the shortest."""
        marks = self._lines.marks
        return islice(most_marked([marks.of(piece) for piece in _pieces(query)]), _POOL)


def _pieces(text: str) -> set[str]:
    """Letter pairs of Latin text, the Chinese characters of any other."""
    if text.isascii():
        return {text[place : place + 2] for place in range(len(text) - 1)}
    return {char for char in text if not char.isascii()}
