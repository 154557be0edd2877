"""Finding an item by what a citizen says, at every key."""

from backend.guide.search.index import INSIDE, NAMED, Hit, Kind, SearchEntry, SearchIndex, SearchName, tokens_of

__all__ = ["INSIDE", "NAMED", "Hit", "Kind", "SearchEntry", "SearchIndex", "SearchName", "tokens_of"]
