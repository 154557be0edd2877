"""Finding an item by what a citizen calls it: official or popular name, pinyin, initials, code, department, life event.

A query is read letter by letter. What that misses is looked for with gaps, by the meaning of its words, then with
typing errors forgiven. Pinyin is worked out when the catalogue is built.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from string import ascii_lowercase
from typing import Final

from backend.guide.search.gaps import Gaps
from backend.guide.search.letters import INSIDE, START, Letters, Match
from backend.guide.search.lines import Lines
from backend.guide.search.meaning import Meaning
from backend.guide.search.names import Hit, Kind, SearchEntry, SearchName, Spans, tokens_of
from backend.guide.search.slips import FUZZY, Slips
from backend.guide.search.words import Share

__all__ = ["INSIDE", "NAMED", "Hit", "Kind", "SearchEntry", "SearchIndex", "SearchName", "tokens_of"]

_Found = tuple[int, int, Spans]
"""Score, line, and where in its name."""

NAMED: Final = START
"""The least score of a hit whose name begins with the query."""
_WORDS = 300
"""What a query of everyday words adds to `FUZZY` when all of it is answered."""
_ENOUGH = 3
_APART = 590
_PIECE_LINES = 200
"""More than of a whole query: only what all pieces lead to is shown."""
_APART_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_LEAST_SHARE = 0.15
_BONUS, _CLEAR = 80, 550
_BAND = 100
"""Of matches whose scores begin with the same hundred, the likely come first."""
_REMEMBERED = 256
"""Answers kept: whoever takes a letter back, or begins as others did, is answered at once."""


class SearchIndex:
    """Answers at every keystroke; building it takes some milliseconds per hundred items."""

    def __init__(self, entries: Sequence[SearchEntry]) -> None:
        self._codes = [entry.code for entry in entries]
        self._places = _places(self._codes)
        self._counts: Mapping[str, int] = {}
        self._answers: dict[tuple[str, tuple[str, ...], int, bool], list[Hit]] = {}
        self._begun: dict[str, dict[str, _Found]] = {}
        self._lines = Lines(entries)
        self._letters = Letters(self._lines)
        self._gaps = Gaps(self._lines)
        self._slips = Slips(self._lines)
        self._meaning = _meaning(self._lines)

    def find(
        self,
        text: str,
        *,
        likely: Sequence[str] = (),
        often: Mapping[str, int] | None = None,
        limit: int = 50,
        plain: bool = False,
    ) -> list[Hit]:
        """Hits, best first: by match, then what this citizen probably came for, then what the hall does most,
        then as the catalogue has them. `plain`: only what the query says letter by letter.

        `often` is taken to stay as it is from one call to the next.
        """
        self._count_by(often or {})
        asked = text, tuple(likely), limit, plain
        if (answer := self._answers.get(asked)) is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            answer = self._answers[asked] = self._answer(*asked)
        return answer[:]

    def prepare(self) -> None:
        """Match every single letter now: a search mostly begins with one, and one matches more than any word does."""
        self._begun = {letter: self._matches(letter) for letter in ascii_lowercase}

    def _count_by(self, counts: Mapping[str, int]) -> None:
        """Sort all codes, the most frequent first, once for each table of counts."""
        if self._counts is not counts and self._counts != counts:
            self._answers.clear()
            self._places = _places(sorted(self._codes, key=lambda code: -counts.get(code, 0)))
        self._counts = counts

    def _answer(self, text: str, likely: tuple[str, ...], limit: int, plain: bool) -> list[Hit]:
        query = _clean(text)
        if not query:
            return self._unasked(likely, limit)
        best = self._begun.get(query)
        if best is None:
            best = self._matches(query) if not plain else self._plain_matches(query)
            self._collect_apart(best, _pieces_apart(text))
        rank = {code: place for place, code in enumerate(likely)}
        last, places = len(rank), self._places
        found = sorted(
            (-(score // _BAND), rank.get(code, last), -score, places[code], code)
            for code, score in _leading(best, limit)
        )
        return [self._hit(code, best[code]) for *_, code in found[:limit]]

    def _hit(self, code: str, found: _Found) -> Hit:
        score, number, spans = found
        name = self._lines[number].name
        return Hit(code, score, name.text, spans, name.kind.value)

    def _unasked(self, likely: Sequence[str], limit: int) -> list[Hit]:
        wanted = {code: None for code in likely if code in self._places}
        frequent = (code for code in self._places if code not in wanted)
        hits = [Hit(code, 0, "", (), "likely") for code in islice(wanted, limit)]
        return hits + [Hit(code, 0, "", (), "often") for code in islice(frequent, limit - len(hits))]

    def _plain_matches(self, query: str) -> dict[str, _Found]:
        best: dict[str, _Found] = {}
        self._collect(best, self._letters.find(query), shared=len(query) > 1)
        return best

    def _matches(self, query: str) -> dict[str, _Found]:
        best = self._plain_matches(query)
        plain = sum(score >= INSIDE for score, _, _ in best.values())
        if plain < _ENOUGH and len(query) > 2:
            self._collect(best, self._gaps.find(query))
        if plain < _ENOUGH and len(query) > (3 if query.isascii() else 1):
            self._collect_meant(best, self._meaning.find(query))
        clear = sum(score >= _CLEAR for score, _, _ in best.values()) if query.isascii() else len(best)
        if clear < _ENOUGH and len(query) > 2:
            self._collect(best, self._slips.find(query))
        return best

    def _collect(self, best: dict[str, _Found], matched: Iterable[Match], *, shared: bool = True) -> None:
        """Keep the best match of each item; a single letter does not stand for a whole department (``shared``)."""
        for number, score, spans in matched:
            line = self._lines[number]
            if line.common and not shared:
                continue
            found = score - line.cost, number, spans
            for code in line.codes:
                if code not in best or best[code][0] < found[0]:
                    best[code] = found

    def _collect_apart(self, best: dict[str, _Found], pieces: Sequence[str]) -> None:
        """Items that every piece of the query leads to, each by a name of its own: a department and a word, say."""
        if len(pieces) < 2 or any(found[0] >= INSIDE for found in best.values()):
            return
        ways: list[dict[str, _Found]] = [{} for _ in pieces]
        for way, piece in zip(ways, pieces, strict=True):
            self._collect(way, self._letters.find(piece, _PIECE_LINES), shared=len(piece) > 1)
        for code in set.intersection(*map(set, ways)):
            _score, number, spans = max(way[code] for way in ways)
            apart = _APART + (sum(way[code][0] for way in ways) // len(ways)) // 10
            if code not in best or best[code][0] < apart:
                best[code] = apart, number, spans

    def _collect_meant(self, best: dict[str, _Found], meant: Mapping[str, Share]) -> None:
        """Items that answer to the words of the query, wherever they stand; of an event's items, those first."""
        for code, (share, number) in meant.items():
            score = FUZZY + int(_WORDS * share)
            held = best.get(code)
            if share < _LEAST_SHARE:
                continue
            if held is not None and self._lines[held[1]].common:
                best[code] = max((held[0] + int(_BONUS * share), *held[1:]), (score, number, ()))
            elif held is None or held[0] < score:
                best[code] = score, number, ()


def _leading(best: Mapping[str, _Found], limit: int) -> list[tuple[str, int]]:
    """The items that can be among the first ``limit``, and their scores: those of a lower band need not be sorted."""
    scores = sorted((score for score, _, _ in best.values()), reverse=True)[:limit]
    least = scores[-1] // _BAND * _BAND if scores else 0
    return [(code, score) for code, (score, _, _) in best.items() if score >= least]


def _places(codes: Iterable[str]) -> dict[str, int]:
    return {code: place for place, code in enumerate(codes)}


def _pieces_apart(text: str) -> list[str]:
    """What stands apart in a query: words with blanks between, letters beside characters."""
    return _APART_PIECE.findall(unicodedata.normalize("NFKC", text).lower())


def _clean(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def _meaning(lines: Lines) -> Meaning:
    written = [line.written for line in lines]
    words = {text: number for number, text in enumerate(written) if lines[number].name.kind is Kind.WORD}
    return Meaning(
        [[text[begin:end] for begin, end in line.places] for text, line in zip(written, lines, strict=True)],
        [line.name.pinyin for line in lines],
        [() if line.common else line.codes for line in lines],
        words,
    )
