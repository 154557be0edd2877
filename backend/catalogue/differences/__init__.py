"""What differs between two catalogues, and the words for it."""

from backend.catalogue.differences.compare import difference
from backend.catalogue.differences.model import Change, Difference, EntryDifference, ItemDifference, Kind
from backend.catalogue.differences.telling import Section, sections, summary

__all__ = [
    "Change", "Difference", "EntryDifference", "ItemDifference", "Kind", "Section", "difference", "sections", "summary",
]  # fmt: skip
