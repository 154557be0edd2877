"""What a query may mean when nothing is called exactly so: by its written words, and by how they sound."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from backend.guide.search.sounds import Syllables, sound_of
from backend.guide.search.words import Share, WordBag

__all__ = ["Meaning"]

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")
_HEARD = 0.9
"""What is heard alike counts a little less than what is written alike."""


class Meaning:
    """Over lines of tokens, their readings, the items that bear each line, and the lines that are everyday words."""

    def __init__(
        self,
        written: Sequence[Sequence[str]],
        readings: Sequence[Sequence[str]],
        bearers: Sequence[Sequence[str]],
        words: Mapping[str, int],
    ) -> None:
        self._reading = _usual_readings(written, readings)
        self._syllables = Syllables(self._reading.values())
        self._written = WordBag(written, bearers, words)
        self._heard = WordBag([[sound_of(reading) for reading in line] for line in readings], bearers, {})

    def find(self, query: str) -> dict[str, Share]:
        """Items with how much of the query they answer to."""
        runs = _RUNS.findall(query)
        tokens = _TOKEN.findall(query)
        sounds, clear = self._sounds(runs)
        heard = self._heard.find(sounds)
        found = {} if query.isascii() else self._written.find([tokens])
        for code, (share, line) in heard.items():
            if clear * share > found.get(code, (0.0, 0))[0]:
                found[code] = clear * share, line
        return found

    def _sounds(self, runs: Sequence[str]) -> tuple[list[list[str]], float]:
        """The sounds of each run, and how much they are to be trusted: less for every letter left over."""
        heard: list[list[str]] = []
        lost = 0
        for run in runs:
            sounds, over = self._syllables.cut(run) if run.isascii() else ([self._sound(char) for char in run], 0)
            heard.append(sounds)
            lost += over
        return heard, _HEARD * (1 - lost / max(1, sum(map(len, runs)))) ** 2

    def _sound(self, char: str) -> str:
        return sound_of(self._reading.get(char, char))


def _usual_readings(written: Sequence[Sequence[str]], readings: Sequence[Sequence[str]]) -> dict[str, str]:
    """How each character is read most often."""
    read = Counter(pair for line in zip(written, readings, strict=True) for pair in zip(*line, strict=True))
    return {char: reading for (char, reading), _ in reversed(read.most_common()) if not char.isascii()}
