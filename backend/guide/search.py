"""Finding an item by what a citizen calls it: official or popular name, pinyin, initials, code, department, life event.

Every name is kept as a line of tokens, one per character: a blank, its pinyin, the character (`` yang养 lao老``). One
regular expression then reads a query letter by letter, each letter going on with the syllable or starting the next,
so full pinyin, initials, half-typed syllables and Chinese mixed with letters are all the same match. What it misses
is looked for with gaps, then with typing errors forgiven. Pinyin is worked out when the catalogue is built.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from pydantic import BaseModel, ConfigDict

__all__ = ["Hit", "Kind", "SearchEntry", "SearchIndex", "SearchName"]


class Kind(StrEnum):
    """What a name is of the item; the order of declaration is the order of weight."""

    CODE = "code"
    NAME = "name"
    POPULAR = "popular"
    LIFE_EVENT = "life_event"
    DEPARTMENT = "department"


class SearchName(BaseModel):
    """A name with the pinyin of each of its characters; a second reading is a second `SearchName`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    text: str
    pinyin: tuple[str, ...]


class SearchEntry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    names: tuple[SearchName, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found: by which of its names, and where in that name. ``why`` is `likely` or `often` for no query."""

    code: str
    score: int
    text: str
    spans: tuple[tuple[int, int], ...]
    why: str


_WHOLE, _START, _INSIDE, _GAPS, _FUZZY = 900, 800, 700, 500, 300
_KIND_COST = {Kind.CODE: 0, Kind.NAME: 0, Kind.POPULAR: 10, Kind.LIFE_EVENT: 350, Kind.DEPARTMENT: 400}
_ENOUGH = 3
_LEAST_RATIO = 72
_POOL = 300


@dataclass(frozen=True, slots=True)
class _Line:
    """One distinct name and the items that bear it."""

    name: SearchName
    codes: tuple[str, ...]
    starts: tuple[int, ...]  # where each token begins in the line's text of tokens


class SearchIndex:
    """Answers at every keystroke; building it takes some milliseconds per hundred items."""

    def __init__(self, entries: Sequence[SearchEntry]) -> None:
        self._codes = [entry.code for entry in entries]
        self._lines = _lines_of(entries)
        tokens = [_tokens(line.name) for line in self._lines]
        self._tokens, self._token_at = _joined(tokens)
        self._names, self._name_at = _joined([line.name.text.lower() for line in self._lines])
        self._initials, self._initial_at = _joined([_initials(line.name) for line in self._lines])
        self._by_letter = _by_letter(self._lines)

    def find(
        self, text: str, *, likely: Sequence[str] = (), often: Mapping[str, int] | None = None, limit: int = 50
    ) -> list[Hit]:
        """Hits, best first: by match, then what this citizen probably came for, then what the hall does most."""
        counts = often or {}
        query = _clean(text)
        if not query:
            return self._unasked(likely, counts, limit)
        best = self._matches(query)
        rank = {code: place for place, code in enumerate(likely)}
        ordered = sorted(
            best.values(),
            key=lambda hit: (-(hit.score // 100), rank.get(hit.code, len(rank)), -hit.score, -counts.get(hit.code, 0)),
        )
        return ordered[:limit]

    def _unasked(self, likely: Sequence[str], counts: Mapping[str, int], limit: int) -> list[Hit]:
        known = set(self._codes)
        wanted = [code for code in dict.fromkeys(likely) if code in known]
        frequent = sorted((code for code in self._codes if code not in wanted), key=lambda c: -counts.get(c, 0))
        hits = [Hit(code, 0, "", (), "likely") for code in wanted]
        return (hits + [Hit(code, 0, "", (), "often") for code in frequent])[:limit]

    def _matches(self, query: str) -> dict[str, Hit]:
        best: dict[str, Hit] = {}
        self._collect(best, self._strict(query))
        if len(best) < _ENOUGH and len(query) > 2:
            self._collect(best, self._with_gaps(query))
        if len(best) < _ENOUGH and len(query) > 2:
            self._collect(best, self._with_slips(query))
        return best

    def _collect(self, best: dict[str, Hit], found: Iterable[tuple[int, int, tuple[tuple[int, int], ...]]]) -> None:
        for index, score, spans in found:
            line = self._lines[index]
            score -= _KIND_COST[line.name.kind]
            for code in line.codes:
                if code not in best or best[code].score < score:
                    best[code] = Hit(code, score, line.name.text, spans, line.name.kind.value)

    def _strict(self, query: str) -> Iterable[tuple[int, int, tuple[tuple[int, int], ...]]]:
        seen = -1
        for match in _strict_pattern(query).finditer(self._tokens):
            index = bisect_right(self._token_at, match.start()) - 1
            if index == seen:
                continue
            seen = index
            line, offset = self._lines[index], self._token_at[index]
            first = bisect_right(line.starts, match.start() - offset) - 1
            last = bisect_right(line.starts, match.end() - 1 - offset)
            length = len(line.name.text)
            base = _INSIDE if first else _WHOLE if last == length else _START
            yield index, base + max(0, 60 - first - (length - last)), ((first, last),)

    def _with_gaps(self, query: str) -> Iterable[tuple[int, int, tuple[tuple[int, int], ...]]]:
        """All characters of the query in their order, others between them."""
        text, starts = (self._initials, self._initial_at) if query.isascii() else (self._names, self._name_at)
        for match in _gap_pattern(query).finditer(text):
            index = bisect_right(starts, match.start()) - 1
            line_text = text[starts[index] : match.end()]
            spans = _positions(query, line_text)
            if spans:
                stretch = spans[-1][1] - spans[0][0] - len(query)
                yield index, _GAPS + max(0, 60 - 3 * stretch - len(self._lines[index].name.text)), spans

    def _with_slips(self, query: str) -> Iterable[tuple[int, int, tuple[tuple[int, int], ...]]]:
        """Names near the query although something was mistyped."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - 30 ms of import that most searches never need

        latin = query.isascii()
        for index in self._nearby(query):
            name = self._lines[index].name
            spoken = "".join(name.pinyin) if latin else name.text.lower()
            ratio = fuzz.partial_ratio(query, spoken, score_cutoff=_LEAST_RATIO)
            if latin and ratio < _LEAST_RATIO:
                ratio = fuzz.ratio(query, _initials(name), score_cutoff=_LEAST_RATIO)
            if ratio and len(spoken) >= len(query) // 2:
                yield index, _FUZZY + int(ratio) - min(40, abs(len(spoken) - len(query))), ()

    def _nearby(self, query: str) -> list[int]:
        """The lines sharing most letter pairs (or Chinese characters) with the query."""
        shared: dict[int, int] = {}
        for piece in _pieces(query):
            for index in self._by_letter.get(piece, ()):
                shared[index] = shared.get(index, 0) + 1
        return sorted(shared, key=lambda index: (-shared[index], len(self._lines[index].name.text)))[:_POOL]


def _clean(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def _lines_of(entries: Sequence[SearchEntry]) -> list[_Line]:
    bearers: dict[SearchName, list[str]] = {}
    for entry in entries:
        for name in entry.names:
            bearers.setdefault(name, []).append(entry.code)
    return [_Line(name, tuple(codes), _token_starts(name)) for name, codes in bearers.items()]


def _tokens(name: SearchName) -> str:
    return "".join(f" {pinyin}{char}" for pinyin, char in zip(name.pinyin, name.text.lower(), strict=True))


def _token_starts(name: SearchName) -> tuple[int, ...]:
    return tuple(accumulate((len(pinyin) + 2 for pinyin in name.pinyin[:-1]), initial=0))


def _initials(name: SearchName) -> str:
    return "".join(pinyin[:1] for pinyin in name.pinyin)


def _joined(lines: Sequence[str]) -> tuple[str, list[int]]:
    return "\n".join(lines), list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))


def _by_letter(lines: Sequence[_Line]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        text = line.name.text.lower()
        for piece in {*_pieces("".join(line.name.pinyin)), *_pieces(_initials(line.name)), *_pieces(text)}:
            index.setdefault(piece, []).append(place)
    return index


def _pieces(text: str) -> set[str]:
    """Letter pairs of Latin text, single characters of any other."""
    if text.isascii():
        return {text[place : place + 2] for place in range(len(text) - 1)}
    return set(text)


def _strict_pattern(query: str) -> re.Pattern[str]:
    """Letter by letter: each goes on with the syllable begun, or starts the next one."""
    parts: list[str] = []
    before = ""
    for char in query:
        letter = re.escape(char)
        latin = char.isascii()
        if not before:
            parts.append(f" {letter}" if latin else letter)
        elif before.isascii():
            parts.append(rf"(?:[^ \n]* )?{letter}" if latin else rf"[^ \n]* [^ \n]*{letter}")
        else:
            parts.append(f" {letter}" if latin else rf" [^ \n]*{letter}")
        before = char
    return re.compile("".join(parts))


def _gap_pattern(query: str) -> re.Pattern[str]:
    return re.compile("".join(rf"[^{re.escape(char)}\n]*+{re.escape(char)}" for char in query))


def _positions(query: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the query's characters first come, in order, in ``text``."""
    found, place = [], -1
    for char in query:
        place = text.find(char, place + 1)
        if place < 0:
            return ()
        found.append((place, place + 1))
    return tuple(found)
