"""Until when a paper that was brought is valid: the day its item's fact names, if it names one."""

from datetime import date

from backend.guide import FactBook, Item

__all__ = ["valid_until"]


def valid_until(item: Item, material: str, book: FactBook) -> date | None:
    """The last day; None for a paper that does not end, or whose day nobody knows."""
    declared = next((paper.valid_until for paper in item.materials if paper.code == material), None)
    known = None if declared is None else book.get(declared)
    return date.fromisoformat(known.value) if known is not None and isinstance(known.value, str) else None
