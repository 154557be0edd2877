"""What differs between two catalogues, as data: which part of what, and its value before and after."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from backend.guide.item import Item
from backend.guide.papers_asked import PapersAsked
from backend.guide.text import Text

__all__ = ["Change", "Difference", "EntryDifference", "ItemDifference", "Kind"]


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  # the same parts in another order


@dataclass(frozen=True, slots=True)
class Change:
    """``part`` is a list of the item (``materials``), or empty for the item itself; ``name`` is which of its entries.

    ``aspect`` is the key whose value differs; an entry added or removed as a whole has none.
    """

    kind: Kind
    part: str
    name: Text | None = None
    aspect: str | None = None
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """``before`` or ``after`` is None when only the other catalogue describes the item in full.

    ``listed``: the other catalogue knows it by name. ``papers``: asked in the default situation, before and after.
    """

    code: str
    name: Text
    kind: Kind
    before: Item | None = None
    after: Item | None = None
    changes: tuple[Change, ...] = ()
    papers: tuple[PapersAsked, PapersAsked] | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class EntryDifference:
    """An entry of one of the catalogue's lists: a department, a system, a kind of document, a life event, the index."""

    listed_in: str
    code: str
    name: Text
    kind: Kind
    before: BaseModel | None = None
    after: BaseModel | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything by which the catalogue ``new`` differs from ``old`` (their versions)."""

    old: str
    new: str
    items: tuple[ItemDifference, ...] = ()
    entries: tuple[EntryDifference, ...] = ()

    @property
    def count(self) -> int:
        """How many single changes there are."""
        changes = [one.changes for one in self.items] + [one.changes for one in self.entries]
        return sum(max(1, len(one)) for one in changes)

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.entries)
