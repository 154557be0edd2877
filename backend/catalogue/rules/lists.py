"""The lists agree with each other, and nothing shared lies idle."""

from collections.abc import Iterable, Mapping

from backend.catalogue.build import Lists
from backend.catalogue.everyday import is_code
from backend.catalogue.faults import Fault
from backend.catalogue.vocabulary import Vocabulary
from backend.guide.item import Item

__all__ = ["idle_faults", "list_faults", "unused_faults"]


def list_faults(lists: Lists, items: frozenset[str]) -> Iterable[Fault]:
    yield from _departments(lists)
    yield from _items(lists, items)
    yield from _everyday(lists, items)


def _departments(lists: Lists) -> Iterable[Fault]:
    for file, entries in (("systems", lists.systems), ("index", lists.briefs)):
        for code, entry in entries.items():
            if entry.department not in lists.departments:
                yield (
                    lists.trees[file]
                    .at((code, "department"))
                    .fault(
                        f"There is no department “{entry.department}”.", "Correct it, or add it to departments.yaml."
                    )
                )
    for code, brief in lists.briefs.items():
        if brief.system not in lists.systems:
            tree = lists.trees["index"].at((code, "system"))
            yield tree.fault(
                f"There is no department system “{brief.system}”.", "Correct it, or add it to systems.yaml."
            )


def _items(lists: Lists, items: frozenset[str]) -> Iterable[Fault]:
    """Items the entries of other lists name."""
    named = [("life_events", "items", code, event.items) for code, event in lists.life_events.items()]
    named += [("documents", "renewed_by", code, document.renewed_by) for code, document in lists.documents.items()]
    for file, key, code, codes in named:
        for place, item in enumerate(codes):
            if item not in items:
                tree = lists.trees[file].at((code, key, place))
                yield tree.fault(f"There is no item “{item}”.", "Correct it, or add it to index.yaml.")


def _everyday(lists: Lists, items: frozenset[str]) -> Iterable[Fault]:
    for word, stand_for in lists.everyday.items():
        for place, meant in enumerate(stand_for):
            if is_code(meant) and meant not in items:
                tree = lists.trees["everyday"].at((word, place))
                yield tree.fault(f"There is no item “{meant}”.", "Correct it, or add it to index.yaml.")


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
