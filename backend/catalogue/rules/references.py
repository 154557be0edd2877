"""Everything an item names exists: departments, systems, documents, other items, steps."""

from collections.abc import Iterable
from pathlib import PurePath

from backend.catalogue.build import BuiltItem, Lists
from backend.catalogue.faults import Fault
from backend.guide.item import Item
from backend.guide.steps import Step

__all__ = ["reference_faults"]

_DELIVERIES = frozenset({"collection", "courier", "grid"})

Reference = tuple[tuple[str | int, ...], str]
"""Where a name stands, and the name."""


def reference_faults(built: BuiltItem, lists: Lists, items: frozenset[str]) -> Iterable[Fault]:
    known = (
        ("department", _departments(built.item), lists.departments.keys(), "departments.yaml"),
        ("department system", _systems(built.item), lists.systems.keys(), "systems.yaml"),
        ("document", _documents(built.item), lists.documents.keys(), "documents.yaml"),
        ("life event", _life_events(built.item), lists.life_events.keys(), "life_events.yaml"),
        ("item", _items(built.item), items, "index.yaml"),
        ("step", [(("say", step), step) for step in built.item.say], {step.value for step in Step}, None),
        ("way of delivery", _deliveries(built.item), _DELIVERIES, None),
    )
    for kind, references, names, where in known:
        for path, name in references:
            if name not in names:
                remedy = f"Correct it, or add it to {where}." if where else f"Use one of: {', '.join(sorted(names))}."
                yield built.tree.at(path).fault(f"There is no {kind} “{name}”.", remedy)
    yield from _identity(built, lists)
    for path, name in _items(built.item):
        if name == built.item.code:
            yield built.tree.at(path).fault("The item names itself.", "Name another item, or take the line out.")


def _deliveries(item: Item) -> Iterable[Reference]:
    for place, delivery in enumerate(item.result.deliveries):
        yield ("result", "deliveries", place), delivery


def _departments(item: Item) -> Iterable[Reference]:
    yield ("department",), item.department
    for place, stage in enumerate(item.stages):
        yield ("stages", place, "department"), stage.department


def _systems(item: Item) -> Iterable[Reference]:
    yield ("system",), item.system
    for place, stage in enumerate(item.stages):
        yield ("stages", place, "system"), stage.system
    for code, fact in item.facts.items():
        for place, datum in enumerate(fact.shared):
            yield ("facts", code, "shared", place, "system"), datum.system


def _documents(item: Item) -> Iterable[Reference]:
    for place, material in enumerate(item.materials):
        if material.keeps_as:
            yield ("materials", place, "keeps_as"), material.keeps_as
        for number, waiver in enumerate(material.waivers):
            if waiver.document:
                yield ("materials", place, "waivers", number, "document"), waiver.document


def _life_events(item: Item) -> Iterable[Reference]:
    for place, event in enumerate(item.life_events):
        yield ("life_events", place), event


def _items(item: Item) -> Iterable[Reference]:
    for place, requirement in enumerate(item.requirements):
        for number, code in enumerate(requirement.instead):
            yield ("requirements", place, "instead", number), code
    for place, proposal in enumerate(item.proposes):
        yield ("proposes", place, "item"), proposal.item
    for place, neighbour in enumerate(item.neighbours):
        yield ("neighbours", place, "item"), neighbour.item


def _identity(built: BuiltItem, lists: Lists) -> Iterable[Fault]:
    """The file is named after the item, and the index agrees with it."""
    item, tree = built.item, built.tree
    if PurePath(tree.file).stem != item.code:
        yield tree.fault(f"The file is not named {item.code}.yaml.", "Name the file after the item's code.")
    brief = lists.briefs.get(item.code)
    if brief is not None and brief.name != item.name:
        yield tree.at(("name",)).fault("The index calls this item differently.", "Make index.yaml and the item agree.")
    if brief is not None and brief.applicant is not item.applicant:
        yield tree.at(("applicant",)).fault(
            f"The index says this item is for a {brief.applicant}.", "Make index.yaml and the item agree."
        )
    if brief is not None and (brief.department, brief.system) != (item.department, item.system):
        yield tree.at(("department",)).fault(
            f"The index gives this item to {brief.department}, {brief.system}.", "Make index.yaml and the item agree."
        )
