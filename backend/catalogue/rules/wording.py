"""Every sentence stands in both languages and fits the small screen (80 columns)."""

import re
import unicodedata
from collections.abc import Iterable

from backend.catalogue.build import BuiltItem, Lists
from backend.catalogue.faults import Fault
from backend.catalogue.tree import Tree

__all__ = ["cells", "list_wording_faults", "wording_faults"]

_LANGUAGES = {"zh", "en"}
_LONGEST = {"label": 40, "name": 76, "category": 40, "unit": 12}
_POPULAR = 40
_SENTENCE = 228  # three lines of 76
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[A-Za-z]{3}")


def wording_faults(built: BuiltItem) -> Iterable[Fault]:
    written = {key: child for key, child in built.tree.branch().items() if key != "systems"}
    yield from _texts(built.tree.replaced(dict(written)), "")
    yield from _said_names(built.tree)


def list_wording_faults(lists: Lists) -> Iterable[Fault]:
    for name in ("departments", "systems", "documents", "life_events", "index", "village"):
        yield from _texts(lists.trees[name], "")
    for event in lists.trees["life_events"].branch().values():
        yield from _said_names(event)


def _said_names(tree: Tree) -> Iterable[Fault]:
    """What people say stands in one column of a list."""
    names = tree.find("popular_names")
    for name in names.twigs() if names is not None else []:
        text = str(name.value)
        if cells(text) > _POPULAR:
            yield name.fault(f"The popular name takes {cells(text)} columns.", f"Shorten it to {_POPULAR}.")


def cells(text: str) -> int:
    """Columns ``text`` takes on the screen; characters of ambiguous width count as narrow."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _texts(tree: Tree, key: str) -> Iterable[Fault]:
    branch = tree.branch()
    if branch.keys() == _LANGUAGES:
        yield from _faults(tree, key)
        return
    for name, child in branch.items():
        yield from _texts(child, name)
    for child in tree.twigs():
        yield from _texts(child, key)


def _faults(tree: Tree, key: str) -> Iterable[Fault]:
    limit = _LONGEST.get(key, _SENTENCE)
    for language, child in tree.branch().items():
        text = child.value if isinstance(child.value, str) else ""
        if not text.strip():
            yield child.fault(f"The {key or 'text'} has no words in “{language}”.", "Write them.")
        elif cells(text) > limit:
            yield child.fault(
                f"The {key or 'text'} in “{language}” takes {cells(text)} columns.", f"Shorten it to {limit}."
            )
    chinese, english = tree.word("zh") or "", tree.word("en") or ""
    if _HAN.search(english):
        yield tree.branch()["en"].fault("The English text is in Chinese.", "Translate it.")
    if chinese == english and _LETTERS.search(chinese):
        yield tree.branch()["zh"].fault("The Chinese text is in English.", "Translate it.")
