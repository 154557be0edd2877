"""Finding an item by what a citizen calls it: official or popular name, pinyin, initials, code, department, life event.

Every name is kept as a line of tokens: a blank, then a Chinese character's pinyin and the character, or a Latin word
(`` yang养 lao老``). One regular expression then reads a query letter by letter, each letter going on with the token or
starting the next, so full pinyin, initials, half-typed syllables and Chinese mixed with letters are all the same
match. What it misses is looked for with gaps, then with typing errors forgiven. Pinyin is worked out when the
catalogue is built.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from itertools import accumulate, islice, pairwise

from pydantic import BaseModel, ConfigDict

from backend.guide.search_meaning import Meaning
from backend.guide.search_words import Share

__all__ = ["NAMED", "Hit", "Kind", "SearchEntry", "SearchIndex", "SearchName", "tokens_of"]

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")
Spans = tuple[tuple[int, int], ...]
_Found = tuple[int, int, Spans]
"""Score, line, and where in its name."""


def tokens_of(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a name are: each Chinese character, each Latin word or number."""
    return [match.span() for match in _TOKEN.finditer(text.lower())]


class Kind(StrEnum):
    """What a name is of the item; the order of declaration is the order of weight."""

    CODE = "code"
    NAME = "name"
    POPULAR = "popular"
    WORD = "word"
    LIFE_EVENT = "life_event"
    DEPARTMENT = "department"


class SearchName(BaseModel):
    """A name with the reading of each of its tokens; a second reading of a name is a second `SearchName`."""

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
    spans: Spans
    why: str


_WHOLE, _START, _INSIDE, _GAPS, _FUZZY = 900, 800, 700, 500, 300
NAMED = _START
"""The least score of a hit whose name begins with the query."""
_WORDS = 300
"""What a query of everyday words adds to `_FUZZY` when all of it is answered."""
_KIND_COST = {
    Kind.CODE: 0, Kind.NAME: 0, Kind.POPULAR: 10, Kind.WORD: 160, Kind.LIFE_EVENT: 350, Kind.DEPARTMENT: 400,
}  # fmt: skip
_ENOUGH = 3
_LEAST_RATIO = 72
_APART = 590
_APART_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_LEAST_SHARE = 0.15
_BONUS, _SLIPPED, _CLEAR = 80, 60, 550
_POOL = 120
_POSTINGS = 4000
_MOST_LINES = 500
"""A query that fits more lines says next to nothing; names beginning with it come first."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One distinct name and the items that bear it."""

    name: SearchName
    codes: tuple[str, ...]
    starts: tuple[int, ...]  # where each token begins in the line of tokens
    places: Spans  # where each token stands in the name
    cost: int
    common: bool  # to many items


class SearchIndex:
    """Answers at every keystroke; building it takes some milliseconds per hundred items."""

    def __init__(self, entries: Sequence[SearchEntry]) -> None:
        self._codes = [entry.code for entry in entries]
        self._known = frozenset(self._codes)
        self._frequent: tuple[Mapping[str, int], list[str]] = {}, self._codes
        self._lines = _lines_of(entries)
        self._tokens, self._token_at = _joined([_token_line(line.name) for line in self._lines])
        self._names, self._name_at = _joined([line.name.text.lower() for line in self._lines])
        self._initials, self._initial_at = _joined([_initials(line.name) for line in self._lines])
        self._by_piece = _by_piece(self._lines)
        self._by_beginning = _by_beginning(self._lines)
        self._meaning = _meaning(self._lines)

    def find(
        self, text: str, *, likely: Sequence[str] = (), often: Mapping[str, int] | None = None, limit: int = 50
    ) -> list[Hit]:
        """Hits, best first: by match, then what this citizen probably came for, then what the hall does most.

        `often` is taken to stay as it is from one call to the next.
        """
        counts = often or {}
        query = _clean(text)
        if not query:
            return self._unasked(likely, counts, limit)
        best = self._matches(query)
        self._collect_apart(best, _pieces_apart(text))
        rank = {code: place for place, code in enumerate(likely)}
        last = len(rank)

        def order(found: tuple[str, _Found]) -> tuple[int, int, int, int]:
            code, (score, _, _) = found
            return -(score // 100), rank.get(code, last), -score, -counts.get(code, 0)

        return [self._hit(code, found) for code, found in nsmallest(limit, best.items(), key=order)]

    def _hit(self, code: str, found: _Found) -> Hit:
        score, index, spans = found
        name = self._lines[index].name
        return Hit(code, score, name.text, spans, name.kind.value)

    def _unasked(self, likely: Sequence[str], counts: Mapping[str, int], limit: int) -> list[Hit]:
        wanted = {code: None for code in likely if code in self._known}
        frequent = (code for code in self._by_frequency(counts) if code not in wanted)
        hits = [Hit(code, 0, "", (), "likely") for code in islice(wanted, limit)]
        return hits + [Hit(code, 0, "", (), "often") for code in islice(frequent, limit - len(hits))]

    def _by_frequency(self, counts: Mapping[str, int]) -> list[str]:
        """All codes, the most frequent first; sorted once for each table of counts."""
        if self._frequent[0] is not counts:
            self._frequent = counts, sorted(self._codes, key=lambda code: -counts.get(code, 0))
        return self._frequent[1]

    def _matches(self, query: str) -> dict[str, _Found]:
        best: dict[str, _Found] = {}
        self._collect(best, self._strict(query), shared=len(query) > 1)
        plain = sum(score >= _INSIDE for score, _, _ in best.values())
        if plain < _ENOUGH and len(query) > 2:
            self._collect(best, self._with_gaps(query))
        if plain < _ENOUGH and len(query) > (3 if query.isascii() else 1):
            self._collect_meant(best, self._meaning.find(query))
        clear = sum(score >= _CLEAR for score, _, _ in best.values()) if query.isascii() else len(best)
        if clear < _ENOUGH and len(query) > 2:
            self._collect(best, self._with_slips(query))
        return best

    def _collect(
        self, best: dict[str, _Found], matched: Iterable[tuple[int, int, Spans]], *, shared: bool = True
    ) -> None:
        """Keep the best match of each item; a single letter does not stand for a whole department (``shared``)."""
        for index, score, spans in matched:
            line = self._lines[index]
            if line.common and not shared:
                continue
            found = score - line.cost, index, spans
            for code in line.codes:
                if code not in best or best[code][0] < found[0]:
                    best[code] = found

    def _collect_apart(self, best: dict[str, _Found], pieces: Sequence[str]) -> None:
        """Items that every piece of the query leads to, each by a name of its own: a department and a word, say."""
        if len(pieces) < 2 or any(found[0] >= _INSIDE for found in best.values()):
            return
        ways: list[dict[str, _Found]] = [{} for _ in pieces]
        for way, piece in zip(ways, pieces, strict=True):
            self._collect(way, self._strict(piece), shared=len(piece) > 1)
        for code in set.intersection(*map(set, ways)):
            score, index, spans = max(way[code] for way in ways)
            apart = _APART + (sum(way[code][0] for way in ways) // len(ways)) // 10
            if code not in best or best[code][0] < apart:
                best[code] = apart, index, spans

    def _collect_meant(self, best: dict[str, _Found], meant: Mapping[str, Share]) -> None:
        """Items that answer to the words of the query, wherever they stand; of an event's items, those first."""
        for code, (share, line) in meant.items():
            score = _FUZZY + int(_WORDS * share)
            held = best.get(code)
            if share < _LEAST_SHARE:
                continue
            if held is not None and self._lines[held[1]].common:
                best[code] = max((held[0] + int(_BONUS * share), *held[1:]), (score, line, ()))
            elif held is None or held[0] < score:
                best[code] = score, line, ()

    def _strict(self, query: str) -> Iterable[tuple[int, int, Spans]]:
        """Lines that begin with the query, then those that have it further on."""
        seen: set[int] = set()
        for index, match in self._strict_matches(query):
            if index not in seen:
                seen.add(index)
                yield self._strict_hit(index, match)
            if len(seen) > _MOST_LINES:
                return

    def _strict_matches(self, query: str) -> Iterator[tuple[int, re.Match[str]]]:
        pattern = _strict_pattern(query)
        starts = ("\n ", " ") if query[0].isascii() else ("\n [a-z]*", "")
        begins, inside = (re.compile(start + pattern) for start in starts)
        lines = self._candidates(query)
        if lines is None:
            # The newline and the leading Chinese character let the search jump from one candidate to the next.
            for compiled in (begins, inside):
                for match in compiled.finditer(self._tokens):
                    yield bisect_right(self._token_at, match.end() - 1) - 1, match
            return
        for index in lines:
            if match_there := begins.match(self._tokens, self._token_at[index] - 1):
                yield index, match_there
        for index in lines:
            if match_there := inside.search(self._tokens, self._token_at[index] - 1, self._line_end(index)):
                yield index, match_there

    def _line_end(self, index: int) -> int:
        return self._token_at[index + 1] - 1 if index + 1 < len(self._token_at) else len(self._tokens)

    def _candidates(self, query: str) -> Sequence[int] | None:
        """The only lines, in their order, that a query can match strictly; None where every line has to be tried."""
        pieces = [self._by_piece.get(char, ()) for char in query if not char.isascii()]
        if len(query) > 1 and query[:2].isascii():
            pieces.append(self._by_beginning.get(query[:2], ()))
        fewest = min(pieces, key=len, default=None)
        return None if fewest is None or len(fewest) > _POSTINGS else fewest

    def _strict_hit(self, index: int, match: re.Match[str]) -> tuple[int, int, Spans]:
        line, offset = self._lines[index], self._token_at[index]
        first = bisect_right(line.starts, max(0, match.start() - offset)) - 1
        last = bisect_right(line.starts, match.end() - 1 - offset)
        length = len(line.places)
        base = _INSIDE if first else _WHOLE if last == length else _START
        span = (line.places[first][0], line.places[last - 1][1])
        return index, base + max(0, 60 - first - (length - last)), (span,)

    def _with_gaps(self, query: str) -> Iterable[tuple[int, int, Spans]]:
        """All characters of the query in their order, others between them."""
        text, starts, pattern = self._gap_search(query)
        for match in islice(re.compile(pattern).finditer(text), _MOST_LINES):
            line_number = bisect_right(starts, match.start() + 1) - 1
            line = self._lines[line_number]
            found = _positions(query, line)
            if found:
                stretch = found[-1] - found[0] + 1 - len(found)
                spans = tuple(line.places[at] for at in found)
                yield line_number, _GAPS + max(0, 60 - 3 * stretch - len(line.places)), spans

    def _gap_search(self, query: str) -> tuple[str, list[int], str]:
        """Where to look and for what: initials alone and Chinese alone are short texts, a mixture is not."""
        escaped = [re.escape(char) for char in query]
        if query.isascii():
            return self._initials, self._initial_at, "\n" + "".join(rf"[^{char}\n]*+{char}" for char in escaped)
        if not any(char.isascii() for char in query):
            return self._names, self._name_at, "\n" + "".join(rf"[^{char}\n]*+{char}" for char in escaped)
        parts = (rf"(?>[^\n]*? {char})" if char.isascii() else rf"[^{char}\n]*+{char}" for char in escaped)
        return self._tokens, self._token_at, "\n" + "".join(parts)

    def _with_slips(self, query: str) -> Iterable[tuple[int, int, Spans]]:
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
                yield (
                    index,
                    _FUZZY + (6 if latin else 1) * (int(ratio) - _SLIPPED) - min(40, abs(len(spoken) - len(query))),
                    (),
                )

    def _nearby(self, query: str) -> list[int]:
        """The lines sharing most of the query's rarer letter pairs, or Chinese characters."""
        shared: dict[int, int] = {}
        budget = _POSTINGS
        for piece in sorted(_pieces(query), key=lambda piece: len(self._by_piece.get(piece, ()))):
            lines = self._by_piece.get(piece, ())
            for index in lines:
                shared[index] = shared.get(index, 0) + 1
            budget -= len(lines)
            if budget < 0:
                break
        return sorted(_most_shared(shared, _POOL), key=lambda index: (-shared[index], len(self._lines[index].places)))[
            :_POOL
        ]


def _pieces_apart(text: str) -> list[str]:
    """What stands apart in a query: words with blanks between, letters beside characters."""
    return _APART_PIECE.findall(unicodedata.normalize("NFKC", text).lower())


def _clean(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def _lines_of(entries: Sequence[SearchEntry]) -> list[_Line]:
    bearers: dict[SearchName, list[str]] = {}
    for entry in entries:
        for name in entry.names:
            bearers.setdefault(name, []).append(entry.code)
    return [_line(name, tuple(codes)) for name, codes in bearers.items()]


def _meaning(lines: Sequence[_Line]) -> Meaning:
    texts = [line.name.text.lower() for line in lines]
    words = {text: place for place, text in enumerate(texts) if lines[place].name.kind is Kind.WORD}
    return Meaning(
        [[text[start:end] for start, end in line.places] for text, line in zip(texts, lines, strict=True)],
        [line.name.pinyin for line in lines],
        [() if line.common else line.codes for line in lines],
        words,
    )


def _line(name: SearchName, codes: tuple[str, ...]) -> _Line:
    places = tuple(tokens_of(name.text))
    lengths = [len(token) for token in _line_tokens(name, places)]
    starts = tuple(accumulate(lengths[:-1], initial=0))
    common = name.kind in (Kind.LIFE_EVENT, Kind.DEPARTMENT)
    return _Line(name, codes, starts, places, _KIND_COST[name.kind], common)


def _line_tokens(name: SearchName, places: Sequence[tuple[int, int]]) -> list[str]:
    text = name.text.lower()
    return [
        f" {reading}" if text[start].isascii() else f" {reading}{text[start]}"
        for reading, (start, _) in zip(name.pinyin, places, strict=True)
    ]


def _token_line(name: SearchName) -> str:
    return "".join(_line_tokens(name, tokens_of(name.text)))


def _initials(name: SearchName) -> str:
    return "".join(pinyin[:1] for pinyin in name.pinyin)


def _joined(lines: Sequence[str]) -> tuple[str, list[int]]:
    """The lines as one text, a newline before each, and where each begins."""
    return "".join(f"\n{line}" for line in lines), list(accumulate((len(line) + 1 for line in lines[:-1]), initial=1))


def _most_shared(shared: Mapping[int, int], least: int) -> list[int]:
    """The lines with the highest counts, all of a count or none of it, at least so many if there are."""
    of_count = Counter(shared.values())
    taken, floor = 0, 0
    for floor in sorted(of_count, reverse=True):
        taken += of_count[floor]
        if taken >= least:
            break
    return [index for index, count in shared.items() if count >= floor]


def _by_beginning(lines: Sequence[_Line]) -> dict[str, list[int]]:
    """Lines by the first two letters of what can be typed for them, from any of their tokens on.

    The second letter goes on with the token or starts the next one.
    """
    index: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        readings = line.name.pinyin
        pairs = {reading[:2] for reading in readings}
        pairs |= {one[:1] + other[:1] for one, other in pairwise(readings)}
        for pair in pairs:
            index.setdefault(pair, []).append(place)
    return index


def _by_piece(lines: Sequence[_Line]) -> dict[str, list[int]]:
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


def _strict_pattern(query: str) -> str:
    """Letter by letter, after the first: each goes on with the token begun, or starts the next one."""
    parts: list[str] = []
    before = ""
    for char in query:
        letter, latin = re.escape(char), char.isascii()
        if not before:
            parts.append(letter)
        elif before.isascii():
            parts.append(rf"(?:[^ \n]* )?{letter}" if latin else rf"[^ \n]*(?: [a-z]*)?{letter}")
        else:
            parts.append(f" {letter}" if latin else rf" [a-z]*{letter}")
        before = char
    return "".join(parts)


def _positions(query: str, line: _Line) -> list[int]:
    """The tokens that are, or begin with, the query's characters, in order; nothing if one has none."""
    text = line.name.text.lower()
    found: list[int] = []
    token = 0
    for char in query:
        while token < len(line.places) and not _begins(char, line.name.pinyin[token], text[line.places[token][0]]):
            token += 1
        if token == len(line.places):
            return []
        found.append(token)
        token += 1
    return found


def _begins(char: str, reading: str, written: str) -> bool:
    return reading.startswith(char) if char.isascii() else written == char
