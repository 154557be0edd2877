"""How words sound to somebody who does not tell zh from z, n from l, ng from n, h from f: syllables by their sound."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

__all__ = ["Syllables", "sound_of"]

_BEGINNINGS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("r", "l"))
_SKIPPED = 2.5
"""What a letter costs that belongs to no syllable; a syllable costs 1."""

_Way = tuple[float, list[str], int]
"""What cutting so far costs, the sounds, and the letters left over."""


@lru_cache(4096)
def sound_of(reading: str) -> str:
    """One spelling for all readings that are easily taken for each other."""
    said = reading.replace("v", "u").replace("zh", "z").replace("ch", "c").replace("sh", "s")
    said = re.sub("^[lr]", "n", said)
    said = re.sub("^hu(?=[aeio])", "h", re.sub("^f", "h", said))
    return re.sub("(?<=[aeiou])ng$", "n", said)


class Syllables:
    """Cuts letters into syllables; letters that belong to none, such as a slip of the finger, are passed over."""

    def __init__(self, readings: Iterable[str]) -> None:
        self._sounds = {
            spelt: sound_of(reading) for reading in set(readings) for spelt in (*_spellings(reading), reading)
        }
        self._longest = max(map(len, self._sounds), default=0)

    def cut(self, letters: str) -> tuple[list[str], int]:
        """The sounds of the fewest syllables that leave the fewest letters over, and how many those are."""
        best: list[_Way] = [(0.0, [], 0)]
        for end in range(1, len(letters) + 1):
            best.append(min(self._endings(letters, end, best), key=lambda way: way[0]))
        _, sounds, over = best[-1]
        return sounds, over

    def _endings(self, letters: str, end: int, best: list[_Way]) -> Iterator[_Way]:
        cost, sounds, over = best[end - 1]
        yield cost + _SKIPPED, sounds, over + 1
        for begin in range(max(0, end - self._longest), end):
            sound = self._sounds.get(letters[begin:end])
            if sound is not None:
                cost, sounds, over = best[begin]
                yield cost + 1, [*sounds, sound], over


def _spellings(reading: str) -> Iterator[str]:
    """Every way somebody may spell it who hears no difference."""
    if not reading.isalpha():
        return
    beginnings, rest = [""], reading
    for one, other in _BEGINNINGS:
        begun = next((way for way in (one, other) if reading.startswith(way)), None)
        if begun is not None:
            beginnings, rest = [one, other], reading.removeprefix(begun)
            break
    endings = (
        [rest, rest.removesuffix("g")] if rest.endswith("ng") else [rest, f"{rest}g"] if rest.endswith("n") else [rest]
    )
    for beginning, ending in product(beginnings, endings):
        yield beginning + ending
        if beginning == "f" and rest[:1] == "u":
            yield f"f{ending[1:]}"
        if beginning == "h" and reading.startswith("f"):
            yield f"hu{ending}"
        if "v" in ending:
            yield beginning + ending.replace("v", "u")
