"""Everyday words: what people say, and the words of the items' names, or the items themselves, it stands for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from backend.catalogue.faults import Fault
from backend.catalogue.tree import Tree, read_tree_if_any
from backend.guide.search import Kind, SearchEntry

__all__ = ["everyday_words", "is_code", "read_everyday", "words_of"]

_CODE = re.compile(r"[A-Z]{2}-\d{3}")
_FILE = "everyday.yaml"
_NAMES = (Kind.NAME, Kind.POPULAR, Kind.DEPARTMENT)


def is_code(meant: str) -> bool:
    """Whether an item is meant, not a word."""
    return _CODE.fullmatch(meant) is not None


def read_everyday(directory: Path, faults: list[Fault]) -> Tree:
    """The folder's list; a catalogue may do without."""
    return read_tree_if_any(directory, _FILE, faults)


def everyday_words(tree: Tree, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """Each word with what it stands for."""
    found = {}
    for word, meant in tree.branch().items():
        texts = [twig.value for twig in meant.twigs() if isinstance(twig.value, str)]
        if not texts or len(texts) < len(meant.twigs()):
            faults.append(meant.fault(f"“{word}” stands for nothing.", "Write a list: `word: [name, name, XX-001]`."))
        found[word] = tuple(texts)
    return found


def words_of(entry: SearchEntry, everyday: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The everyday words that lead to this item: those its names hold too."""
    names = "\n".join(name.text for name in entry.names if name.kind in _NAMES)
    for word, meant in everyday.items():
        if word in names or entry.code in meant or any(text in names for text in meant if not is_code(text)):
            yield word
