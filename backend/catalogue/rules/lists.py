"""The lists agree with each other, and nothing shared lies idle."""

from collections.abc import Iterable, Iterator, Mapping

from backend.catalogue.build import Lists
from backend.catalogue.everyday import is_code
from backend.catalogue.faults import Fault
from backend.catalogue.vocabulary import Vocabulary
from backend.guide.item import Item

__all__ = ["idle_faults", "list_faults", "unused_faults"]

_SHORT_ZH, _SHORT_EN = 6, 14
"""Characters of a system's short name: what a column of 28 cells leaves beside a mark and “no answer”."""


def list_faults(lists: Lists, items: frozenset[str]) -> Iterable[Fault]:
    yield from _departments(lists)
    yield from _systems(lists)
    for file, path, item in _named_items(lists):
        if item not in items:
            tree = lists.trees[file].at(path)
            yield tree.fault(f"There is no item “{item}”.", "Correct it, or add it to index.yaml.")


def _departments(lists: Lists) -> Iterable[Fault]:
    for file, entries in (("systems", lists.systems), ("index", lists.briefs)):
        for code, entry in entries.items():
            if entry.department not in lists.departments:
                tree = lists.trees[file].at((code, "department"))
                what = f"There is no department “{entry.department}”."
                yield tree.fault(what, "Correct it, or add it to departments.yaml.")


def _systems(lists: Lists) -> Iterable[Fault]:
    for code, brief in lists.briefs.items():
        if brief.system not in lists.systems:
            tree = lists.trees["index"].at((code, "system"))
            what = f"There is no department system “{brief.system}”."
            yield tree.fault(what, "Correct it, or add it to systems.yaml.")
    for code, system in lists.systems.items():
        if system.short is not None and (len(system.short.zh) > _SHORT_ZH or len(system.short.en) > _SHORT_EN):
            what = f"A short name has at most {_SHORT_ZH} characters, in English {_SHORT_EN} letters."
            yield lists.trees["systems"].at((code, "short")).fault(what, "Shorten it, or leave it out.")


def _named_items(lists: Lists) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """Items the entries of other lists name: in which file, where, and which."""
    for code, event in lists.life_events.items():
        yield from (("life_events", (code, "items", place), item) for place, item in enumerate(event.items))
    for code, document in lists.documents.items():
        yield from (("documents", (code, "renewed_by", place), item) for place, item in enumerate(document.renewed_by))
    for word, stand_for in lists.everyday.items():
        yield from (("everyday", (word, place), item) for place, item in enumerate(stand_for) if is_code(item))
    for code in lists.village.assists:
        yield "village", ("assists", code), code
    for code, proof in lists.village.not_asked.items():
        yield from (("village", ("not_asked", code, "items", place), item) for place, item in enumerate(proof.items))


def unused_faults(lists: Lists, items: Mapping[str, Item]) -> Iterable[Fault]:
    """Systems no item needs, and kinds of papers no item ever hands to the library."""
    facts = [fact for item in items.values() for fact in item.facts.values()]
    stages = [stage for item in items.values() for stage in item.stages]
    materials = [material for item in items.values() for material in item.materials]
    systems = {item.system for item in items.values()} | {stage.system for stage in stages}
    systems |= {datum.system for fact in facts for datum in fact.shared}
    systems |= {brief.system for code, brief in lists.briefs.items() if code not in items}
    kept = {material.keeps_as for material in materials}
    for file, used, what in (
        ("systems", systems, "No item uses the department system"),
        ("documents", kept, "No item uses, for a paper it keeps, the document"),
    ):
        for code in lists.trees[file].branch():
            if code not in used:
                tree = lists.trees[file].at((code,))
                yield tree.fault(f"{what} “{code}”.", "Take it out, or correct the items that should.")


def idle_faults(shared: Vocabulary) -> Iterable[Fault]:
    """Shared entries no item uses. What a department system offers is vocabulary and may wait for its item."""
    for kind, code, tree in shared.idle():
        if kind != "facts" or (tree.find("shared") is None and tree.find("computed") is None):
            yield tree.fault(f"No item uses the shared entry “{code}” ({kind}).", "Drop it, or use it.")
