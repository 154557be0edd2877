"""Finding items on the command line, as the counter finds them."""

from backend.guide.bundle import Bundle
from backend.guide.search import Hit, SearchIndex

__all__ = ["find"]


def find(words: str, bundle: Bundle, *, limit: int = 10) -> list[Hit]:
    """Items called ``words``, best first."""
    return SearchIndex(bundle.search_keys).find(words, limit=limit)
