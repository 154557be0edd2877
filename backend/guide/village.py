"""Which items a hall may take in, and the three lists of a village: what it does itself, assists, must not be asked.

The first list is not written: it is the items whose `intake_level` is the village.
"""

from typing import Final, Protocol

from backend.guide.ground import Ground
from backend.guide.item import Level
from backend.guide.model import Model
from backend.guide.search import SearchEntry
from backend.guide.text import Text

__all__ = ["RefusedProof", "VillageLists", "is_above", "level_of", "may_take_in"]

_HEIGHT: Final = {Level.VILLAGE: 0, Level.TOWNSHIP: 1, Level.COUNTY: 2}
_COUNTY, _TOWNSHIP = 6, 9  # leading digits of a division code of 12


class RefusedProof(Model):
    """A proof villages do not issue (不应由基层群众性自治组织出具), and what serves in its place.

    ``words`` are names of it in Chinese: people look it up by them, and no item may ask a village for it.
    """

    code: str
    name: Text
    words: tuple[str, ...]
    instead: Text
    items: tuple[str, ...] = ()


class VillageLists(Model):
    """``assists`` says of items a village may not take in what it does for them."""

    assists: dict[str, Text] = {}
    not_asked: dict[str, RefusedProof] = {}
    ground: Ground | None = None
    search_keys: tuple[SearchEntry, ...] = ()  # of the proofs not issued


def level_of(division_code: str) -> Level:
    """The level of a hall, as its division code of 12 digits tells it."""
    if division_code[_TOWNSHIP:].strip("0"):
        return Level.VILLAGE
    return Level.TOWNSHIP if division_code[_COUNTY:_TOWNSHIP].strip("0") else Level.COUNTY


def is_above(one: Level, other: Level) -> bool:
    return _HEIGHT[one] > _HEIGHT[other]


class Leveled(Protocol):
    """An item, or the line about it."""

    @property
    def intake_level(self) -> Level: ...


def may_take_in(item: Leveled, division_code: str) -> bool:
    """Whether a hall there may take the item in: it is of the level the item may be accepted at, or above."""
    return not is_above(item.intake_level, level_of(division_code))
