"""Every distinct name as a line of tokens: a blank, then a character's pinyin and the character, or a Latin word.

``城乡居民`` is `` cheng城 xiang乡 ju居 min民``. All lines are one text. Which letters and characters a line holds is
kept as marks, so that a query looks only at lines that can answer it. Short names come first.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from backend.guide.search.marks import Marks
from backend.guide.search.names import Kind, SearchEntry, SearchName, Spans, tokens_of

__all__ = ["FIRST", "NEXT", "Line", "Lines"]

FIRST, NEXT = "^", " "
"""Before a mark: the line begins so; one of its tokens does."""

_COST = {
    Kind.CODE: 0, Kind.NAME: 0, Kind.POPULAR: 10, Kind.WORD: 160, Kind.LIFE_EVENT: 350, Kind.DEPARTMENT: 400,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One distinct name and the items that bear it."""

    name: SearchName
    codes: tuple[str, ...]
    places: Spans  # where each token stands in the name
    cost: int
    common: bool  # to many items

    @property
    def written(self) -> str:
        return self.name.text.lower()

    @property
    def spoken(self) -> str:
        return "".join(self.name.pinyin)

    @property
    def initials(self) -> str:
        return "".join(reading[:1] for reading in self.name.pinyin)


class Lines:
    """The lines by number, their text, and their marks.

    Marks are single characters that are no letters; pairs of letters as they may be typed one after the other; with
    NEXT before it, the letter or pair a token begins with; with FIRST, the letter or character the name begins with.
    """

    def __init__(self, entries: Sequence[SearchEntry]) -> None:
        self._lines = sorted(_lines_of(entries), key=lambda line: line.cost + len(line.places))
        texts = [_text(line) for line in self._lines]
        self.text = "".join(f"\n{text}" for text in texts)
        self.begins = array("I", accumulate((len(text) + 1 for text in texts), initial=1))
        """Where in the text each line begins, and where one more would."""
        self.marks = Marks((number, _marks(line)) for number, line in enumerate(self._lines))

    def __getitem__(self, number: int) -> Line:
        return self._lines[number]

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _lines_of(entries: Iterable[SearchEntry]) -> Iterator[Line]:
    bearers: dict[tuple[Kind, str, tuple[str, ...]], tuple[SearchName, list[str]]] = {}
    for entry in entries:
        for name in entry.names:
            bearers.setdefault((name.kind, name.text, name.pinyin), (name, []))[1].append(entry.code)
    alike: dict[Spans, Spans] = {}  # most names of a length have their tokens at the same places
    for name, codes in bearers.values():
        places = tuple(tokens_of(name.text))
        common = name.kind in (Kind.LIFE_EVENT, Kind.DEPARTMENT)
        yield Line(name, tuple(codes), alike.setdefault(places, places), _COST[name.kind], common)


def _text(line: Line) -> str:
    written = line.written
    return "".join(
        f" {reading}" if written[begin].isascii() else f" {reading}{written[begin]}"
        for reading, (begin, _) in zip(line.name.pinyin, line.places, strict=True)
    )


def _marks(line: Line) -> set[str]:
    readings, written = line.name.pinyin, line.written
    marks = {char for char in written if not char.isascii()}
    if not readings:
        return marks
    for reading in readings:
        marks |= _inside(reading)
    for one, other in pairwise(readings):
        marks |= _across(one, other[:1])
    marks.add(FIRST + readings[0][:1])
    marks.add(FIRST + written[line.places[0][0]])
    return marks


@lru_cache(4096)
def _inside(reading: str) -> frozenset[str]:
    """Pairs of letters in one token, and what it begins with."""
    pairs = (reading[place : place + 2] for place in range(len(reading) - 1))
    return frozenset({*pairs, NEXT + reading[:1], NEXT + reading[:2]})


@lru_cache(16384)
def _across(reading: str, following: str) -> frozenset[str]:
    """Any letter of a token and the first of the next: the rest of a token need not be typed."""
    return frozenset({*(letter + following for letter in reading), NEXT + reading[:1] + following})
