"""What the search is over: the names of an item with how they are read, and what it answers with."""

import re
from dataclasses import dataclass
from enum import StrEnum

from backend.guide.model import Model

__all__ = ["Hit", "Kind", "SearchEntry", "SearchName", "Spans", "tokens_of"]

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")
Spans = tuple[tuple[int, int], ...]


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


class SearchName(Model):
    """A name with the reading of each of its tokens; a second reading of a name is a second `SearchName`."""

    kind: Kind
    text: str
    pinyin: tuple[str, ...]


class SearchEntry(Model):
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
