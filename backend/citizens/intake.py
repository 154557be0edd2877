"""What a hall may take in: asked before data are looked up for an item, and before a case of it begins."""

from collections.abc import Iterable

from backend.citizens.errors import NotTakenInHere
from backend.guide import Item
from backend.guide.village import level_of, may_take_in

__all__ = ["check_taken_in"]


def check_taken_in(items: Iterable[Item], hall: str) -> None:
    """Raises `NotTakenInHere`, naming the items that belong to a hall of a higher level."""
    others = tuple(item.code for item in items if not may_take_in(item, hall))
    if others:
        raise NotTakenInHere(others, level_of(hall))
