"""What is typed read letter by letter: each goes on with the token begun or starts the next one.

So full pinyin, initials, half-typed syllables and Chinese mixed with letters are all the same match.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from backend.guide.search.lines import FIRST, NEXT, Lines
from backend.guide.search.marks import places
from backend.guide.search.names import Spans

__all__ = ["INSIDE", "MOST_LINES", "START", "Letters", "Match"]

WHOLE, START, INSIDE = 900, 800, 700
MOST_LINES: Final = 120
"""A query that fits more lines says next to nothing; names beginning with it come first."""

Match = tuple[int, int, Spans]
"""A line, its score, and where in its name."""


class Letters:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def find(self, query: str, most: int = MOST_LINES) -> Iterator[Match]:
        """Lines that begin with the query, then those that have it further on."""
        able = self.candidates(query)
        return islice(self._matches(query, able), most) if able else iter(())

    def candidates(self, query: str) -> int:
        """The lines that hold all a match needs, most of which do match."""
        return self._lines.marks.of_all(_needed(query))

    def _matches(self, query: str, able: int) -> Iterator[Match]:
        lines, text, begins = self._lines, self._lines.text, self._lines.begins
        pattern = re.compile(_pattern(query))
        behind = not query[0].isascii()  # a character stands behind its blank and its pinyin
        begun = set()
        for number in places(able & lines.marks.of(FIRST + query[0])):
            begin = begins[number]
            at = begin + 1 + len(lines[number].name.pinyin[0]) if behind else begin
            if match := pattern.match(text, at):
                begun.add(number)
                yield number, *_scored(lines[number].places, text, begin, match.span())
        for number in places(able):
            begin = begins[number]
            if number not in begun and (match := pattern.search(text, begin, begins[number + 1])):
                yield number, *_scored(lines[number].places, text, begin, match.span())


def _scored(stands: Spans, text: str, begin: int, matched: tuple[int, int]) -> tuple[int, Spans]:
    """The score of a line that begins at ``begin``, and which of its tokens the match covers."""
    first = text.count(" ", begin, matched[0] + 1) - 1
    last = first + 1 + text.count(" ", matched[0] + 1, matched[1])
    base = INSIDE if first else WHOLE if last == len(stands) else START
    return base + max(0, 60 - first - (len(stands) - last)), ((stands[first][0], stands[last - 1][1]),)


def _needed(query: str) -> Iterator[str]:
    """The marks of every line the query matches, the rarer first."""
    at_token = True
    later: list[str] = []
    for char, following in zip(query, [*query[1:], ""], strict=True):
        if not char.isascii():
            yield char
        elif following and following.isascii():
            later.append(f"{NEXT if at_token else ''}{char}{following}")
        elif at_token:
            later.append(f"{NEXT}{char}")
        at_token = not char.isascii()
    yield from later


def _pattern(query: str) -> str:
    parts: list[str] = []
    before = ""
    for char in query:
        letter, latin = re.escape(char), char.isascii()
        if not before:
            parts.append(f" {letter}" if latin else letter)
        elif before.isascii():
            parts.append(rf"(?:[^ \n]* )?{letter}" if latin else rf"[^ \n]*(?: [a-z]*)?{letter}")
        else:
            parts.append(f" {letter}" if latin else rf" [a-z]*{letter}")
        before = char
    return "".join(parts)
