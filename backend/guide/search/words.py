"""What people say in a sentence of their own: items that share its rarer words, and the everyday words they go by.

A name is known by its tokens and pairs of neighbours: characters for what is written, syllables for what is typed or
misheard. A part many items share says little, one that few share says much. No order is asked for, so it finds what
strict search misses; it costs a few thousand additions a key.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import pairwise
from math import log
from typing import TypeVar

__all__ = ["Share", "WordBag"]

_Sum = TypeVar("_Sum", str, int)

Share = tuple[float, int]
"""How much of a query an item answers to, 0 to 1, and its line that answers most."""

_TOKEN, _PAIR, _WORD = 0.25, 1.0, 1.6
_UNKNOWN = 1.2
_BUDGET = 1_500
"""The most lines looked at for one query, rarest parts first."""
_ENOUGH = 60  # more than a list shows
_OF_ONE_NAME = 0.3
"""How much more a single name that says it all counts than scraps of several."""


class WordBag:
    """``lines`` are the tokens of names by place, ``words`` the lines that are everyday words, by what they say.

    Items that ``enough`` others outreach may be left out.
    """

    def __init__(
        self,
        lines: Sequence[Sequence[str]],
        bearers: Sequence[Sequence[str]],
        words: Mapping[str, int],
        *,
        enough: int = _ENOUGH,
    ) -> None:
        self._enough = enough
        self._words = words
        self._longest = max(map(len, words), default=0)
        self._bearers = bearers
        self._lengths = [max(1, len(tokens)) for tokens in lines]
        self._lines: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for place, tokens in enumerate(lines):
            for part in _parts(tokens):
                self._lines[part].append(place)
        self._codes: dict[str, list[str]] = {}
        self._items = max(1, len({code for codes in bearers for code in codes}))

    def find(self, runs: Sequence[Sequence[str]]) -> dict[str, Share]:
        """The items that share most with the query, given as runs of tokens that stand together."""
        weights = self._weighed(runs)
        total, length = sum(weights.values()) or 1.0, sum(map(len, runs))
        answered, lines = self._added(weights)
        least = self._outreached(answered)
        best: dict[str, Share] = {}
        for line, weight in lines.items():
            fits = weight * (0.5 + 0.5 * min(1.0, length / self._lengths[line]))
            for code in self._bearers[line]:
                if answered[code] >= least and (code not in best or fits > best[code][0]):
                    best[code] = fits, line
        return {
            code: (((1 - _OF_ONE_NAME) * answered[code] + _OF_ONE_NAME * fits) / total, line)
            for code, (fits, line) in best.items()
        }

    def _added(self, weights: Mapping[str, float]) -> tuple[dict[str, float], dict[int, float]]:
        """The weights of the query's parts added up for each item, and for each line.

        The rarest first; as soon as enough items are found that whatever has only the rest cannot reach, the rest
        only adds to these.
        """
        items: dict[str, float] = {}
        lines: dict[int, float] = {}
        budget, left = _BUDGET, sum(weights.values())
        for part, weight in sorted(weights.items(), key=lambda pair: len(self._places(pair[0]))):
            places, codes = self._places(part), self._items_of(part)
            budget -= len(places)
            if budget < 0:
                break
            closed = self._outreached(items) > left
            _add(weight, lines, filter(lines.__contains__, places) if closed else places)
            _add(weight, items, filter(items.__contains__, codes) if closed else codes)
            left -= weight
        return items, lines

    def _outreached(self, answered: Mapping[str, float]) -> float:
        """What an item must answer to, or enough others stand before it whatever its names."""
        most = nlargest(self._enough, answered.values())
        return most[-1] * (1 - _OF_ONE_NAME) if len(most) == self._enough else 0.0

    def _items_of(self, part: str) -> Sequence[str]:
        """The items with that part in any of their names; worked out when it is first asked for."""
        found = self._codes.get(part)
        if found is None:
            found = list({code for place in self._places(part) for code in self._bearers[place]})
            self._codes[part] = found
        return found

    def _places(self, part: str) -> Sequence[int]:
        if part in self._words:
            return (self._words[part],)
        return self._lines.get(part, ())

    def _weighed(self, runs: Sequence[Sequence[str]]) -> dict[str, float]:
        """The query's parts: everyday words, and the tokens and pairs that are in none of them."""
        weights: dict[str, float] = {}
        for run in runs:
            words, rest = self._split(run)
            for word in words:
                weights[word] = _WORD * self._rarity(len(self._bearers[self._words[word]]))
            for part in (part for stretch in rest for part in _parts(stretch)):
                weight = _PAIR if " " in part else _TOKEN
                weights.setdefault(part, weight * self._rarity(len(self._lines.get(part, ()))))
        return weights

    def _split(self, run: Sequence[str]) -> tuple[list[str], list[Sequence[str]]]:
        """Everyday words from left to right, the longest at each place, and what is between them."""
        words: list[str] = []
        rest: list[Sequence[str]] = []
        place = begun = 0
        while place < len(run):
            word = self._word_at(run, place)
            if word:
                words.append(word)
                rest.append(run[begun:place])
                begun = place + len(word)
            place += len(word) or 1
        return words, [*rest, run[begun:]]

    def _word_at(self, run: Sequence[str], place: int) -> str:
        for length in range(min(self._longest, len(run) - place), 0, -1):
            if (word := "".join(run[place : place + length])) in self._words:
                return word
        return ""

    def _rarity(self, bearers: int) -> float:
        """A part nobody bears weighs little: what is unknown proves nothing."""
        return log(1 + self._items / bearers) if bearers else _UNKNOWN


def _add(weight: float, sums: dict[_Sum, float], those: Iterable[_Sum]) -> None:
    for one in those:
        sums[one] = sums.get(one, 0.0) + weight


def _parts(tokens: Sequence[str]) -> Iterable[str]:
    return {*tokens, *(f"{one} {other}" for one, other in pairwise(tokens))}
